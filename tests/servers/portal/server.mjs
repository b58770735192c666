// A school portal for the tests: oidc-provider on loopback, told over standard input how to behave.
// The first line is its options; each further line is a command {name, ...}, answered by one line.

import { once } from 'node:events';
import http from 'node:http';
import { createInterface } from 'node:readline';

import * as clock from './clock.mjs';
import * as pages from './pages.mjs';
import { makeProvider, newKeys } from './provider.mjs';
import * as store from './store.mjs';

console.info = console.log = console.warn; // standard output is for answers

const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]();
const options = JSON.parse((await lines.next()).value);
const issuer = `http://${options.host}:${options.port}`;
const second = `http://${options.host === 'localhost' ? '127.0.0.1' : 'localhost'}:${options.port}`;
const posted = [];
const LIVING = ['Session', 'Grant', 'AccessToken', 'RefreshToken'];
const CALM = { failing: false, slow: 0, cut: false, at: [] };
const behaviour = {
  ...CALM, question: true, endSession: true, detour: false, backChannel: true, accessSeconds: 3600, idSeconds: 3600, ...options.behaviour,
};
const FIRST = { offset: 0, ...behaviour };
clock.move(FIRST.offset);
let keys = newKeys();
let provider;

async function form(request) {
  let text = '';
  for await (const piece of request) text += piece;
  return new URLSearchParams(text);
}

async function loginPage(ctx) {
  ctx.type = 'html';
  if (ctx.method === 'GET') {
    await provider.interactionDetails(ctx.req, ctx.res); // an unknown one is an error of the provider's
    ctx.body = pages.login(ctx.path);
    return;
  }
  const typed = await form(ctx.req);
  const person = options.people.find(({ login, address }) => [login, address].includes(typed.get('login')));
  if (!person || person.typed !== typed.get('text')) {
    ctx.body = pages.login(ctx.path, 'Benutzername oder Kennwort stimmt nicht.');
    return;
  }
  const login = { accountId: person.subject, remember: options.lasting };
  ctx.redirect(await provider.interactionResult(ctx.req, ctx.res, { login }));
  ctx.status = 303;
}

async function accountPage(ctx) {
  const session = await provider.Session.get(ctx);
  ctx.type = 'html';
  ctx.body = pages.account(provider.people.get(session.accountId), '/session/end');
}

// A portal that spreads its sign-out over two hosts, as those behind a broker do.
function onDetour(ctx) {
  const times = Number(ctx.query.detour ?? 0);
  if (!behaviour.detour || times === 2) return false;
  const host = times === 0 ? second : issuer;
  ctx.redirect(`${host}/session/end?${new URLSearchParams({ ...ctx.query, detour: times + 1 })}`);
  ctx.status = 303;
  return true;
}

// A portal that does not ask: it presses its own button.
async function answerQuestion(ctx) {
  const marked = /name="xsrf" value="([^"]+)"/.exec(String(ctx.body));
  if (behaviour.question || ctx.status !== 200 || !marked) return;
  const answer = await fetch(`${issuer}/session/end/confirm`, {
    method: 'POST',
    redirect: 'manual',
    headers: { cookie: ctx.get('cookie') },
    body: new URLSearchParams({ xsrf: marked[1], logout: 'yes' }),
  });
  ctx.status = answer.status;
  ctx.body = '';
  ctx.set('location', answer.headers.get('location'));
  ctx.set('set-cookie', answer.headers.getSetCookie());
}

async function around(ctx, next) {
  if (ctx.path.startsWith('/login/')) return loginPage(ctx);
  if (ctx.path === '/account') return accountPage(ctx);
  const ending = ctx.path === '/session/end';
  if (ending && onDetour(ctx)) return undefined;
  await next();
  if (ending) await answerQuestion(ctx);
  if (ctx.path.endsWith('/openid-configuration') && !behaviour.endSession) delete ctx.body.end_session_endpoint;
  return undefined;
}

function begin() {
  provider = makeProvider({ issuer, options, behaviour, posted, keys });
  provider.use(around);
  provider.on('server_error', (_ctx, error) => console.error(error));
  provider.on('backchannel.error', (_ctx, error) => console.error(error));
  answer = provider.callback();
}

let answer;
const server = http.createServer(async (request, response) => {
  const concerned = !behaviour.at.length || behaviour.at.some((path) => request.url.startsWith(path));
  if (concerned && behaviour.cut) return request.socket.destroy();
  if (concerned && behaviour.slow) await new Promise((done) => { setTimeout(done, behaviour.slow * 1000); });
  if (concerned && behaviour.failing) {
    response.writeHead(500, { 'content-type': 'text/html' }).end('<h1>500</h1>');
    return undefined;
  }
  return answer(request, response);
});

async function listen() {
  server.listen(options.port, '127.0.0.1');
  await once(server, 'listening');
}

const commands = {
  client: ({ client }) => store.registered(client),
  behave: ({ changed }) => {
    Object.assign(behaviour, changed);
    if ('offset' in changed) clock.move(changed.offset);
  },
  calm: () => Object.assign(behaviour, CALM),
  rotate: ({ keep }) => { keys = keep ? [...newKeys(), ...keys] : newKeys(); begin(); },
  expire: () => store.forget(...LIVING),
  posted: () => posted,
  fresh: () => {
    posted.length = 0;
    store.forget(...LIVING, 'Interaction');
    Object.assign(behaviour, FIRST);
    clock.move(FIRST.offset);
  },
  people: () => store.people(),
  away: async () => { const closed = once(server, 'close'); server.close(); server.closeAllConnections(); await closed; },
  back: listen,
};

begin();
await listen();
process.stdout.write('{"done": null}\n');
for await (const line of lines) {
  const { name, ...facts } = JSON.parse(line);
  try {
    const done = (await commands[name](facts)) ?? null;
    process.stdout.write(`${JSON.stringify({ done })}\n`);
  } catch (error) {
    process.stdout.write(`${JSON.stringify({ failed: String(error) })}\n`);
  }
}
process.exit(0);
