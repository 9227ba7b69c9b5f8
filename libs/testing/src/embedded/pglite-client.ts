import type { Socket } from 'node:net';
import type { Client, Session } from './pglite-session.ts';
import { type WireMessage, WireMessages } from './wire-messages.ts';

const TERMINATE = 'X'.charCodeAt(0);
const READY = 'Z'.charCodeAt(0);
const IDLE = 'I'.charCodeAt(0);

/** Serves one client of the PostgreSQL protocol, in turns of the shared session. */
export async function serveClient(socket: Socket, session: Session): Promise<void> {
  const client: Client = { role: 'none' };
  const messages = arriving(socket);
  let inTransaction = false;
  const answer = async (message: Buffer) => {
    const bytes = await session.ask(message);
    if (bytes.length > 0) socket.write(bytes);
    const ready = readyStatus(bytes);
    if (ready !== undefined) inTransaction = ready !== IDLE;
    return ready === IDLE;
  };
  const wholeTurn = async (first: Buffer) => {
    if (await answer(first)) return;
    for (;;) {
      const next = await messages.next();
      if (next.done) return inTransaction ? session.rollBack() : undefined;
      if (await answer(next.value.bytes)) return;
    }
  };
  try {
    for (;;) {
      const { done, value } = await messages.next();
      if (done || value.kind === 'cancel') break;
      if (value.kind === 'ssl') socket.write('N');
      else await session.inTurn(client, () => wholeTurn(value.bytes));
    }
  } catch (error) {
    console.error(error);
  }
  socket.destroy();
}

/** The client's messages until it leaves. */
async function* arriving(socket: Socket): AsyncGenerator<WireMessage> {
  const messages = new WireMessages();
  socket.setNoDelay(true);
  try {
    for await (const bytes of socket) {
      for (const message of messages.push(bytes as Buffer)) {
        if (message.kind === 'message' && message.bytes[0] === TERMINATE) return;
        yield message;
      }
    }
  } catch {
    // A client that disconnects abruptly has left as well.
  }
}

/** The transaction status of a final `ReadyForQuery`. */
function readyStatus(answer: Uint8Array): number | undefined {
  return answer.at(-6) === READY ? answer.at(-1) : undefined;
}
