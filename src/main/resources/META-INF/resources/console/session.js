// Who is signed in. The token lives as long as the tab.

const KEY = 'konomi.token';

export const token = () => sessionStorage.getItem(KEY);

export function signOut() {
  sessionStorage.removeItem(KEY);
}

export function keepToken(value) {
  sessionStorage.setItem(KEY, value);
}

// What the token says, for showing the right buttons; the server decides what is allowed.
export function whoAmI() {
  try {
    const payload = token().split('.')[1].replaceAll('-', '+').replaceAll('_', '/');
    const claims = JSON.parse(new TextDecoder().decode(Uint8Array.from(atob(payload), (c) => c.charCodeAt(0))));
    const roles = claims.realm_access?.roles ?? [];
    const organisation = claims.organization;
    const tenant = Array.isArray(organisation) ? organisation[0]
      : organisation && typeof organisation === 'object' ? Object.keys(organisation)[0] : organisation;
    const admin = roles.includes('tenant-admin');
    return {
      name: claims.preferred_username ?? claims.sub, subject: claims.sub, tenant, admin,
      evaluator: admin || roles.includes('evaluator'),
    };
  } catch {
    return { name: '', subject: '', tenant: undefined, admin: false, evaluator: false };
  }
}
