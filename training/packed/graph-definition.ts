/**
 * TensorFlow's GraphDef and SavedModel messages, as far as a recorded program needs them, in protocol-buffer wire format.
 * Field numbers are those of tensorflow/core/framework/{graph,node_def,attr_value,tensor}.proto and core/protobuf/{saved_model,meta_graph}.proto.
 */
type Bytes = Uint8Array;

const utf8 = new TextEncoder();

function concat(parts: readonly Bytes[]): Bytes {
  const bytes = new Uint8Array(parts.reduce((total, part) => total + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    bytes.set(part, offset);
    offset += part.length;
  }
  return bytes;
}

/** Negative numbers as 64-bit two's complement, as int32 and int64 fields are. */
function varint(value: number): Bytes {
  const bytes: number[] = [];
  let rest = BigInt.asUintN(64, BigInt(value));
  while (rest > 127n) {
    bytes.push(Number(rest & 127n) | 128);
    rest >>= 7n;
  }
  bytes.push(Number(rest));
  return Uint8Array.from(bytes);
}

const integer = (field: number, value: number): Bytes => concat([varint(field << 3), varint(value)]);

function message(field: number, content: Bytes | string): Bytes {
  const bytes = typeof content === 'string' ? utf8.encode(content) : content;
  return concat([varint((field << 3) | 2), varint(bytes.length), bytes]);
}

function float(field: number, value: number): Bytes {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setFloat32(0, value, true);
  return concat([varint((field << 3) | 5), bytes]);
}

const shapeMessage = (shape: readonly number[]): Bytes => concat(shape.map((size) => message(2, integer(1, size))));

/** The value of a node's attribute. */
export type Attribute =
  | { readonly type: 'type' | 'int'; readonly value: number }
  | { readonly type: 'ints'; readonly value: readonly number[] }
  | { readonly type: 'float'; readonly value: number }
  | { readonly type: 'bool'; readonly value: boolean }
  | { readonly type: 'string'; readonly value: string }
  | { readonly type: 'shape'; readonly value: readonly number[] }
  | { readonly type: 'tensor'; readonly dtype: number; readonly shape: readonly number[]; readonly content: Bytes };

function attributeMessage(attribute: Attribute): Bytes {
  switch (attribute.type) {
    case 'type':
      return integer(6, attribute.value);
    case 'int':
      return integer(3, attribute.value);
    case 'ints':
      return message(1, message(3, concat(attribute.value.map(varint))));
    case 'float':
      return float(4, attribute.value);
    case 'bool':
      return integer(5, attribute.value ? 1 : 0);
    case 'string':
      return message(2, attribute.value);
    case 'shape':
      return message(7, shapeMessage(attribute.value));
    case 'tensor':
      return message(
        8,
        concat([integer(1, attribute.dtype), message(2, shapeMessage(attribute.shape)), message(4, attribute.content)]),
      );
  }
}

/** One operation of a graph. Inputs are names of nodes, with `:i` for an output other than the first. */
export interface GraphNode {
  readonly name: string;
  readonly operation: string;
  readonly inputs: readonly string[];
  readonly attributes: Readonly<Record<string, Attribute>>;
}

const nodeMessage = (node: GraphNode): Bytes =>
  concat([
    message(1, node.name),
    message(2, node.operation),
    ...node.inputs.map((input) => message(3, input)),
    ...Object.entries(node.attributes).map(([name, value]) =>
      message(5, concat([message(1, name), message(2, attributeMessage(value))])),
    ),
  ]);

/** GraphDef version of the operations recorded (TF_GRAPH_DEF_VERSION of TensorFlow 2.9, the oldest library served). */
const producer = 1087;

/** The bytes of a saved_model.pb with one meta graph, tagged `serve`, without variables. */
export function encodeSavedModel(nodes: readonly GraphNode[]): Bytes {
  const graph = concat([...nodes.map((node) => message(1, nodeMessage(node))), message(4, integer(1, producer))]);
  return concat([integer(1, 1), message(2, concat([message(1, message(4, 'serve')), message(2, graph)]))]);
}
