import { type Crafted, craftZip } from './craft-zip.ts';

export const FORMAT = `export default function ({ text }) { console.log('formatting', text); return { text: text.toUpperCase() }; }`;

/** A manifest that is right. */
export function manifestOf(more: object = {}): Record<string, unknown> {
  return {
    name: 'shouting',
    version: '1.0.0',
    description: 'Says it louder.',
    functions: [
      {
        name: 'shout',
        description: 'Makes text loud.',
        file: 'functions/shout.js',
        input: { type: 'object', required: ['text'], properties: { text: { type: 'string' } } },
        output: { type: 'object', required: ['text'] },
      },
    ],
    ...more,
  };
}

/** The files of a package that is right. */
export function filesOf(more: object = {}, source = FORMAT): Crafted[] {
  return [
    { name: 'plugin.json', data: JSON.stringify(manifestOf(more)) },
    { name: 'functions/shout.js', data: source },
  ];
}

/** A package that is right, with these fields in its manifest. */
export function packageOf(more: object = {}, source = FORMAT): Buffer {
  return craftZip(filesOf(more, source));
}
