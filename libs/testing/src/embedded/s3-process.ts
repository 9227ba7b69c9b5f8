import { startFauxqs } from 'fauxqs';

const [folder, port] = process.argv.slice(2);
const server = await startFauxqs({ port: Number(port), host: '127.0.0.1', logger: false, dataDir: String(folder) });
process.once('SIGTERM', () => void server.stop());
