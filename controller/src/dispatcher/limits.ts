/** What the south API bounds. An agent that exceeds a limit of the protocol has its stream ended with PROTOCOL_VIOLATION. */

/** The protocol version spoken here. */
export const PROTOCOL_VERSION = 1;

/** A stream must begin with Hello within this time. */
export const HELLO_TIMEOUT_MS = 10_000;

/** Streams of one node that are open or have not ended yet; one more is refused with LIMIT_REACHED. */
export const MAX_STREAMS_PER_NODE = 8;

/** Bytes of one message of an agent. */
export const MAX_AGENT_MESSAGE_BYTES = 1024 * 1024;

/** Ports named in one report. */
export const MAX_REPORTED_PORTS = 16_384;

/** Bytes of a name that an agent says of itself (instance, version, kernel release). */
export const MAX_NAME_BYTES = 128;

/** Optional abilities in Hello. */
export const MAX_CAPABILITIES = 64;

/** Bytes of an interface's name: IFNAMSIZ - 1. */
export const MAX_INTERFACE_BYTES = 15;

/** Characters of an agent's message for people; the rest is cut off. */
export const MAX_MESSAGE_LENGTH = 512;

/** Nacks of one node that are looked at within one second; further ones are only counted. */
export const MAX_NACKS_PER_SECOND = 1_000;

/** So are those after nacks that concerned so many resources: one of a security group concerns all of the node's ports that are in it. */
export const MAX_NACKED_RESOURCES_PER_SECOND = 100_000;

/** Changes of a busy stream wait at most this long for its agent's ack before they are sent. */
export const COALESCE_MS = 50;

/**
 * What goes to many streams is sent to each of them at most every so often: this much for each of the streams, at most COALESCE_MS. It is about what a
 * message and its ack cost; sending each change by itself would take more CPU than there is as soon as a few changes a second go to a thousand nodes.
 */
export const SPACING_MS_PER_STREAM = 0.05;

/** Deltas, and their bytes, that may be sent without having been acked. */
export const MAX_UNACKED_DELTAS = 32;
export const MAX_UNACKED_BYTES = 4 * 1024 * 1024;

/**
 * Frames, and their bytes, that may be written without having left for the network: no further frame is made until there are fewer. With one frame on top
 * (and grpc-js's copy) that is the memory of a snapshot to a reader that does not read.
 */
export const MAX_WRITES_IN_FLIGHT = 4;
export const MAX_WRITTEN_BYTES_IN_FLIGHT = 256 * 1024;

/** An idle agent whose revision is so far behind is told the current one with an empty delta, so that it can resume later on. */
export const REVISION_LAG_TO_TELL = 1_000;

/** Heartbeats in a row that are missed before a node is NOT_READY. */
export const MISSED_HEARTBEATS = 3;

/** Calls that wait until nodes are programmed, and the nodes that they wait for in all; one more is refused with LIMIT_REACHED. */
export const MAX_WAITS = 10_000;
export const MAX_WAITED_FOR = 1_000_000;

/** Of so many of the newest changes it is known which nodes need them. */
export const REMEMBERED_CHANGES = 8_192;
/** Rows that those may have changed, all in all: a batch changes up to 5,000, and each is held as an object. */
export const REMEMBERED_EFFECTS = 16_384;
/** So many rules of a security group take about as much memory as a row of another kind. */
export const RULES_LIKE_A_ROW = 8;

/** Snapshots on their way at once; one that takes longer than SNAPSHOT_HOLD_MS no longer holds up the others. */
export const CONCURRENT_SNAPSHOTS = 16;
export const SNAPSHOT_HOLD_MS = 1_000;

/** Revisions from which agents come back at the same time and for which what they missed is kept at hand. */
export const MAX_RESUMES_AT_HAND = 64;

/** So long what agents have missed is worked out in one go, before anything else has its turn. */
export const RESUME_SLICE_MS = 20;

/** Connections in one message of a telling. */
export const MAX_TOLD_CONNECTIONS = 32_768;

/**
 * Bytes of relayed messages about connections that may be written to one stream, and to all, without having left for the network; and tellings from one stream
 * to another of which more is to come. What exceeds it is dropped, with the rest of its telling: the agent that waits for it asks again. A telling of 16,384 connections, the default limit of
 * a port, has about 1.2 MB, so that those of one stream have room together.
 */
export const MAX_RELAYED_BYTES_OF_STREAM = 8 * 1024 * 1024;
export const MAX_RELAYED_BYTES = 128 * 1024 * 1024;
export const MAX_OPEN_TELLINGS = 4;

/** Connections of a port are asked for at most so often; agents do so each second. */
export const ASK_SPACING_MS = 500;

/** A departing binding that is there for so long is logged, once; so many ports and nodes are named in one line. */
export const LINGER_MS = 60_000;
export const LOGGED_LINGERERS = 10;
