import type { MeshEvent } from '@mesh/contracts/event';
import { events } from '@mesh/contracts/events';
import { exampleOf } from './example-of.ts';
import { jsonSchema } from './json-schema.ts';

const text = { type: 'string' };

/** AsyncAPI 3.0 of every event, as NATS carries it: CloudEvents 1.0 in binary mode. */
export function asyncapiOf(all: readonly MeshEvent[] = events) {
  return {
    asyncapi: '3.0.0',
    info: {
      title: 'Automatos Mesh: events',
      version: '1',
      description: 'Facts, each told once it is true, at least once, in order for each subject.',
    },
    defaultContentType: 'application/json',
    channels: Object.fromEntries(all.map((event) => [nameOf(event), channelOf(event)])),
    operations: Object.fromEntries(
      all.map((event) => [
        `tell.${nameOf(event)}`,
        { action: 'send', channel: { $ref: `#/channels/${nameOf(event)}` }, summary: event.summary },
      ]),
    ),
    components: {
      parameters: { workspaceId: { description: 'The workspace that the event belongs to, `ws_…`.' } },
      messageTraits: { CloudEvent: { headers: cloudEventHeaders } },
    },
  };
}

const nameOf = ({ topic }: MeshEvent) => topic.replaceAll('.', '-');

function channelOf(event: MeshEvent): object {
  const payload = jsonSchema(event.data, 'output');
  const common = {
    name: event.type,
    summary: event.summary,
    traits: [{ $ref: '#/components/messageTraits/CloudEvent' }],
  };
  return {
    address: `event.{workspaceId}.${event.topic}`,
    parameters: { workspaceId: { $ref: '#/components/parameters/workspaceId' } },
    messages: {
      event: {
        ...common,
        contentType: 'application/json',
        payload,
        examples: [{ headers: { 'ce-type': event.type }, payload: exampleOf(payload) }],
      },
      ...(event.isOfUsers && { eventOfAnyType: { ...common, ...ofAnyType } }),
    },
    bindings: { nats: {} },
  };
}

/** AsyncAPI cannot say "any media type": `application/octet-stream` stands for those that are not JSON. */
const ofAnyType = {
  description: 'Its data are no JSON, but bytes or a text of the media type that the header `content-type` says.',
  contentType: 'application/octet-stream',
  payload: { type: 'string', format: 'binary' },
};

const cloudEventHeaders = {
  type: 'object',
  required: ['ce-id', 'ce-source', 'ce-specversion', 'ce-type', 'ce-time'],
  properties: {
    'content-type': {
      ...text,
      description: 'The media type of the data. Users tell any; it is absent where they tell none.',
    },
    'ce-id': { ...text, description: 'Who has seen it has seen the event: it comes at least once.' },
    'ce-source': text,
    'ce-specversion': { const: '1.0' },
    'ce-type': { ...text, description: 'Ends in its version.' },
    'ce-subject': { ...text, description: 'The id of what it speaks of.' },
    'ce-time': { ...text, format: 'date-time' },
    'ce-workspaceid': text,
    traceparent: { ...text, description: 'W3C trace context.' },
  },
};
