import { z } from 'zod';
import { authentication } from './authentication.ts';
import { textOr } from './choice.ts';
import { text, uri } from './values.ts';

/** Where to call: a URI, or a URI with its authentication. */
export const endpoint = textOr(uri, z.strictObject({ uri, authentication: authentication.exactOptional() }));

export const externalResource = z.strictObject({ name: text.exactOptional(), endpoint });
