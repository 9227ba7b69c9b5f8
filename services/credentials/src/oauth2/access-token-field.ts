/** The name of the token in the templates of types, among the fields of the data. */
export const ACCESS_TOKEN = 'access_token';
