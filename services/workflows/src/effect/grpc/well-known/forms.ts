import { isObject } from '@mesh/jq/json';
import type { Form } from './form.ts';
import { ofScalar, toScalar } from './scalar.ts';
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

const wrapped = ['double', 'float', 'int64', 'uint64', 'int32', 'uint32', 'bool', 'string', 'bytes'];

/** A wrapper, in JSON its value alone. */
function wrapper(type: string): Form {
  return {
    read: (written) => (isObject(written) ? undefined : { value: toScalar(type, written) }),
    write: (fields) => ofScalar(type, fields['value'] ?? null),
  };
}

/** `UInt64Value` of `uint64`. */
function wrapperName(type: string): string {
  return `.google.protobuf.${type.replace(/^ui|^./, (first) => first.toUpperCase())}Value`;
}

/** Forms by full name of the message. */
export const forms: ReadonlyMap<string, Form> = new Map([
  ['.google.protobuf.Timestamp', timestamp],
  ['.google.protobuf.Duration', span],
  ['.google.protobuf.FieldMask', fieldMask],
  ['.google.protobuf.Struct', struct],
  ['.google.protobuf.ListValue', list],
  ['.google.protobuf.Value', value],
  ...wrapped.map((type) => [wrapperName(type), wrapper(type)] as const),
]);
