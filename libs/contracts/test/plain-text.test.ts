import { expect, test } from 'vitest';
import { cloudEvent } from '../src/cloud-events.ts';
import { label } from '../src/credential-shapes.ts';
import { createApiKey, createWorkspace } from '../src/gateway.ts';
import { hasNoControls, isPlainText, plainText } from '../src/plain-text.ts';
import { text as textUpTo } from '../src/text.ts';

const event = { specversion: '1.0', id: '1', source: 'https://a.example', type: 'a.b' };

test.each(['a', 'für alle', '名前', '👩‍💻 team', 'a > b.* c'])('%j has no controls', (text) => {
  expect(hasNoControls(text)).toBe(true);
});

test.each(['a\r\nb', 'a\tb', '\u0000', '\u007f', '\u0085', 'a\u001b[31m'])(
  '%j is no name, label or attribute of an event',
  (text) => {
    expect(hasNoControls(text)).toBe(false);
    expect(label.safeParse(text).success).toBe(false);
    expect(createWorkspace.body.safeParse({ name: `x${text}x` }).success).toBe(false);
    expect(createApiKey.body.safeParse({ name: `x${text}x`, scopes: ['keys:read'] }).success).toBe(false);
    for (const attribute of ['id', 'source', 'type', 'subject', 'room'])
      expect(cloudEvent.safeParse({ ...event, [attribute]: text }).success, attribute).toBe(false);
  },
);

test('a plain text is Unicode without NUL, and what is none can be told with marks', () => {
  expect(isPlainText('é\ud83d\ude00\n')).toBe(true);
  for (const none of ['a\0', 'a\ud83d', '\ude00']) {
    expect(isPlainText(none)).toBe(false);
    expect(textUpTo(10).safeParse(none).success).toBe(false);
  }
  expect(plainText('a\0b\ud800c\udc00😀')).toBe('a\ufffdb\ufffdc\ufffd😀');
  expect(plainText('as it is')).toBe('as it is');
});
