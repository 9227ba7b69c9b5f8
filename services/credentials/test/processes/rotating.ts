import { openDatabase } from '@mesh/database/open';
import { silent } from '@mesh/runtime/log';
import { KeyRing } from '../../src/crypto/key-ring.ts';
import { localKeys } from '../../src/crypto/provider/local-keys.ts';
import { parseRootKeys } from '../../src/crypto/root-keys.ts';
import type { Schema } from '../../src/db/schema.ts';
import { rotateKeys } from '../../src/rotation/rotate-keys.ts';

/** Rotates keys until it is killed: `rotating.ts <database URL> <root keys>`. */
const [, , url = '', roots] = process.argv;
const db = openDatabase<Schema>({ url, log: silent });
const provider = localKeys(parseRootKeys(roots));
rotateKeys({ db, log: silent, provider, keys: new KeyRing(db, provider) });
process.stdout.write('rotating\n');
setInterval(() => {}, 60_000);
