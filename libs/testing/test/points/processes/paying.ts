import pg from 'pg';

/** Writes a row and tells a stranger of it: two things that cross the border of a process. */
const [databaseUrl = '', strangerUrl = ''] = process.argv.slice(2);
const client = new pg.Client({ connectionString: databaseUrl });
await client.connect();
await client.query('begin');
await client.query('insert into payment (paid) values ($1)', [true]);
await client.query('commit');
await (await fetch(`${strangerUrl}/receipts`, { method: 'POST', body: 'paid' })).text();
await client.end();
