// What oidc-provider remembers, in memory; it outlives a rotation of keys, which takes a new provider.

const kept = new Map();
const INDEXED = { Session: 'uid' };
const GRANTED = ['AccessToken', 'AuthorizationCode', 'RefreshToken'];

class Adapter {
  constructor(model) {
    this.model = model;
  }

  key(id) {
    return `${this.model}:${id}`;
  }

  async upsert(id, payload, expiresIn) {
    kept.set(this.key(id), { payload, expires: expiresIn ? Date.now() + expiresIn * 1000 : Infinity });
  }

  async find(id) {
    const found = kept.get(this.key(id));
    return found && found.expires > Date.now() ? found.payload : undefined;
  }

  async findByUid(uid) {
    for (const [key, { payload }] of kept) {
      if (key.startsWith(`${this.model}:`) && payload[INDEXED[this.model]] === uid) return payload;
    }
    return undefined;
  }

  async findByUserCode() {
    return undefined;
  }

  async consume(id) {
    kept.get(this.key(id)).payload.consumed = Math.floor(Date.now() / 1000);
  }

  async destroy(id) {
    kept.delete(this.key(id));
  }

  async revokeByGrantId(grantId) {
    for (const [key, { payload }] of kept) {
      if (payload.grantId === grantId && GRANTED.includes(key.split(':')[0])) kept.delete(key);
    }
  }
}

export function adapter(model) {
  return new Adapter(model);
}

export function forget(...models) {
  for (const key of kept.keys()) {
    if (models.some((model) => key.startsWith(`${model}:`))) kept.delete(key);
  }
}

export function registered(client) {
  kept.set(`Client:${client.client_id}`, { payload: client, expires: Infinity });
}

export function people() {
  const sessions = [...kept].filter(([key, { expires }]) => key.startsWith('Session:') && expires > Date.now());
  return sessions.map(([, { payload }]) => payload.accountId).filter(Boolean);
}
