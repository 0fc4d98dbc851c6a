/** The fields of a protobuf message: numbers as bigint, everything else as bytes. https://protobuf.dev/programming-guides/encoding/ */
export type ProtobufFields = Map<number, (bigint | Buffer)[]>;

/** Reads the wire format, without knowing of what. @throws Error when it is none. */
export function readProtobuf(bytes: Buffer): ProtobufFields {
  const fields: ProtobufFields = new Map();
  let at = 0;
  const varint = (): bigint => {
    for (let [value, shift] = [0n, 0n]; ; shift += 7n) {
      const byte = bytes[at++];
      if (byte === undefined) throw new Error('a number is cut off');
      value |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return value;
    }
  };
  const slice = (length: number): Buffer => {
    if (at + length > bytes.length) throw new Error('a field is cut off');
    at += length;
    return bytes.subarray(at - length, at);
  };
  while (at < bytes.length) {
    const tag = varint();
    const [field, wireType] = [Number(tag >> 3n), Number(tag & 7n)];
    const value =
      wireType === 0
        ? varint()
        : wireType === 1
          ? slice(8).readBigUInt64LE()
          : wireType === 5
            ? BigInt(slice(4).readUInt32LE())
            : slice(Number(varint()));
    fields.set(field, [...(fields.get(field) ?? []), value]);
  }
  return fields;
}
