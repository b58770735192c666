// The portal's pages, as plain as they can be: forms that work without script, in Chromium and by hand.

export function escaped(text) {
  return String(text).replace(/[&<>"']/g, (sign) => `&#${sign.codePointAt(0)};`);
}

function page(title, body) {
  return `<!doctype html>
<html lang="de">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<link rel="icon" href="data:,">
<title>${escaped(title)} – Schulportal</title>
<h1>${escaped(title)}</h1>
${body}
</html>`;
}

export function login(action, hint) {
  return page('Anmelden', `${hint ? `<p role="alert">${escaped(hint)}</p>` : ''}
<form method="post" action="${escaped(action)}">
<p><label>Benutzername <input name="login" autocomplete="username"></label></p>
<p><label>Kennwort <input name="text" type="password" autocomplete="current-password"></label></p>
<p><button>Anmelden</button></p>
</form>`);
}

export function question(form) {
  return page('Möchten Sie sich vom Schulportal abmelden?', `${form}
<p><button form="op.logoutForm" name="logout" value="yes">Ja</button>
<button form="op.logoutForm">Nein</button></p>`);
}

export function left() {
  return page('Sie sind vom Schulportal abgemeldet', '');
}

export function account(person, signOut) {
  const state = person ? `Angemeldet als ${person.name}` : 'Nicht angemeldet';
  const link = person ? `<p><a href="${escaped(signOut)}">Abmelden</a></p>` : '';
  return page('Mein Konto', `<p>${escaped(state)}</p>${link}`);
}

export function error(out) {
  return page('Das hat nicht geklappt', `<p>${escaped(out.error)}</p><p>${escaped(out.error_description ?? '')}</p>`);
}
