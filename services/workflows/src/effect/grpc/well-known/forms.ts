import { isObject } from '@mesh/jq/json';
import type { Form } from './form.ts';
import { span, timestamp } from './time.ts';
import { list, struct, value } from './value.ts';

/** `user.displayName,photo`: paths in camel case. */
const fieldMask: Form = {
  read(written) {
    if (typeof written !== 'string') return undefined;
    const paths = written === '' ? [] : written.split(',');
    return { paths: paths.map((path) => path.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)) };
  },
  write: ({ paths }) =>
    ((paths ?? []) as string[]).map((path) => path.replace(/_([a-z])/g, (_, letter) => letter.toUpperCase())).join(','),
};

/** The value alone. */
const wrapper: Form = {
  read: (written) => (isObject(written) ? undefined : { value: written }),
  write: (fields) => fields['value'] ?? null,
};
const wrapped = ['Double', 'Float', 'Int64', 'UInt64', 'Int32', 'UInt32', 'Bool', 'String', 'Bytes'];

/** By the full name of the message. */
export const forms: ReadonlyMap<string, Form> = new Map([
  ['.google.protobuf.Timestamp', timestamp],
  ['.google.protobuf.Duration', span],
  ['.google.protobuf.FieldMask', fieldMask],
  ['.google.protobuf.Struct', struct],
  ['.google.protobuf.ListValue', list],
  ['.google.protobuf.Value', value],
  ...wrapped.map((name) => [`.google.protobuf.${name}Value`, wrapper] as const),
]);
