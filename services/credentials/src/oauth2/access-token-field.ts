/** The name by which the templates of types call the token: it stands among the fields of the data. */
export const ACCESS_TOKEN = 'access_token';
