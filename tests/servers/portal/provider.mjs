// oidc-provider, set up as a school portal: whom it knows, which claims it gives, how it signs people out.

import { generateKeyPairSync, randomBytes } from 'node:crypto';

import { Provider } from '../../npm/node_modules/oidc-provider/lib/index.js';
import * as pages from './pages.mjs';
import { adapter } from './store.mjs';

const STORE = 'urn:dienstpost:store';
const SCOPES = 'openid profile email offline_access';
const COOKIES = randomBytes(16).toString('hex');

export function newKeys() {
  const pairs = [generateKeyPairSync('rsa', { modulusLength: 2048 }), generateKeyPairSync('ec', { namedCurve: 'P-256' })];
  return pairs.map(({ privateKey }) => ({ ...privateKey.export({ format: 'jwk' }), use: 'sig' }));
}

function claimsOf(person) {
  const { name, address, verified, roles } = person;
  return { name, email: address, email_verified: verified, roles, realm_access: { roles } };
}

// Nobody is asked whether the application may know the person: the school has decided that.
async function grant(ctx) {
  const { client, session, provider, result } = ctx.oidc;
  const known = result?.consent?.grantId || session.grantIdFor(client.clientId);
  const found = known && (await provider.Grant.find(known));
  if (found) return found;
  const made = new provider.Grant({ clientId: client.clientId, accountId: session.accountId });
  made.addOIDCScope(SCOPES);
  made.addResourceScope(STORE, '');
  await made.save();
  return made;
}

// What a mail store needs: a plain JWT that says who may use it and who it is about.
function resources(options, behaviour) {
  return {
    enabled: options.tokens === 'jwt',
    defaultResource: () => STORE,
    useGrantedResource: () => true,
    getResourceServerInfo: (_ctx, _resource, client) => ({
      scope: '',
      audience: client.clientId,
      accessTokenFormat: 'jwt',
      accessTokenTTL: behaviour.accessSeconds,
      jwt: { sign: { alg: 'RS256' } },
    }),
  };
}

function features(options, behaviour, posted) {
  return {
    devInteractions: { enabled: false },
    backchannelLogout: { enabled: true },
    resourceIndicators: resources(options, behaviour),
    rpInitiatedLogout: {
      enabled: true,
      logoutSource: (ctx, form) => { ctx.body = pages.question(form); },
      postLogoutSuccessSource: (ctx) => { ctx.body = pages.left(); },
    },
  };
}

// oidc-provider refuses to post to this machine itself; so the post is made by us, and noted.
function poster(behaviour, posted) {
  return async (address, { dispatcher, ...request }) => {
    const token = new URLSearchParams(String(request.body)).get('logout_token');
    if (!token) return fetch(address, request);
    if (!behaviour.backChannel) return new Response(null, { status: 200 });
    const note = { address: String(address), token, status: 0 };
    posted.push(note);
    const answer = await fetch(address, request);
    note.status = answer.status;
    return answer;
  };
}

export function makeProvider({ issuer, options, behaviour, posted, keys }) {
  const people = new Map(options.people.map((person) => [person.subject, person]));
  const provider = new Provider(issuer, {
    adapter,
    jwks: { keys: structuredClone(keys) },
    findAccount: (_ctx, id) => people.has(id) && {
      accountId: id,
      claims: () => ({ sub: id, ...claimsOf(people.get(id)) }),
    },
    claims: { openid: ['sub'], profile: ['name', 'roles', 'realm_access'], email: ['email', 'email_verified'] },
    scopes: SCOPES.split(' '),
    clientDefaults: { grant_types: ['authorization_code', 'refresh_token'] },
    conformIdTokenClaims: options.conform,
    cookies: {
      keys: [COOKIES],
      names: { session: 'portal_session', interaction: 'portal_interaction', resume: 'portal_resume' },
    },
    features: features(options, behaviour, posted),
    fetch: poster(behaviour, posted),
    pkce: { required: () => true },
    interactions: { url: (_ctx, { uid }) => `/login/${uid}` },
    loadExistingGrant: grant,
    issueRefreshToken: async () => options.refresh,
    rotateRefreshToken: true,
    extraTokenClaims: (_ctx, token) => (token.accountId ? { email: people.get(token.accountId)?.address } : undefined),
    formats: {
      customizers: {
        jwt: (_ctx, token, jwt) => {
          jwt.header = { ...jwt.header, typ: 'JWT' };
          jwt.payload.azp = token.clientId;
        },
      },
    },
    renderError: (ctx, out) => { ctx.type = 'html'; ctx.body = pages.error(out); },
    ttl: {
      AccessToken: () => behaviour.accessSeconds,
      IdToken: () => behaviour.idSeconds,
      Session: 14 * 24 * 3600,
      Grant: 14 * 24 * 3600,
      Interaction: 3600,
      RefreshToken: 24 * 3600,
      AuthorizationCode: 60,
    },
  });
  provider.people = people;
  return provider;
}
