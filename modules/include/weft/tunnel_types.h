/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */
/*
 * Tunnel health: the probe as it is on the wire, and layouts of the maps that account for it (weft/tunnel_maps.h). The conventions of
 * weft/types.h hold; times are CLOCK_MONOTONIC in ns of the node that wrote them.
 */
#ifndef WEFT_TUNNEL_TYPES_H
#define WEFT_TUNNEL_TYPES_H

#include <linux/bpf.h>
#include <linux/types.h>

/* The VNI of probes. No network has it. */
#define WEFT_PROBE_VNI 0xffffff
/* IP protocol of probes inside the tunnel: for experimentation (RFC 3692, RFC 4727). */
#define WEFT_PROBE_PROTOCOL 253
/* Their addresses there: the IPv4 dummy address (RFC 7600 section 5), which no tenant can be confused with. */
#define WEFT_PROBE_IP4 0xc0000008
#define WEFT_PROBE_VERSION 1
/* Paths of a tunnel: 0 to 3 differ in the outer source port; WEFT_PROBE_SIZE_PATH is for the path MTU, and has the source port of path 0. */
#define WEFT_PROBE_PATHS 5
#define WEFT_PROBE_SIZE_PATH 4
/* Inner frame of a probe without padding: Ethernet 14, IPv4 20, struct weft_probe 64. */
#define WEFT_PROBE_FRAME_MIN 98
/* Of one with padding: bpf_skb_change_tail makes frames of less than four pages. */
#define WEFT_PROBE_FRAME_MAX 16000
/* The last numbers of a path that a sender waits for, and that a reflector tells from a replay. */
#define WEFT_PROBE_WINDOW 64
/* A key of SipHash-2-4. */
#define WEFT_PROBE_KEY_LEN 16

/*
 * Round trips in a log-linear histogram. Bucket 0 is below 2^10 ns (1.024 us); bucket 1 + 8 * o + s, for o of 0..21 and s of 0..7, begins at
 * 2^(10 + o) * (1 + s / 8) ns and ends where the next one begins; bucket 177 is all from 2^32 ns (4.295 s) on. So a value is known to 12.5 %.
 */
#define WEFT_RTT_FIRST_OCTAVE 10
#define WEFT_RTT_OCTAVES 22
#define WEFT_RTT_OCTAVE_BUCKETS 8
#define WEFT_RTT_BUCKETS 178

enum weft_probe_kind {
	WEFT_PROBE_REQUEST = 1,
	WEFT_PROBE_REPLY = 2,
	/* The request is of an older session than the reflector knows; known_session says of which. */
	WEFT_PROBE_REFUSAL = 3,
};

/*
 * What a probe says, behind its inner IPv4 header; padding of a size probe follows. A reply or refusal repeats the request but for kind, the
 * VTEPs (each from its own sender's side), received, known_session and tag.
 */
struct weft_probe {
	__u8 version;           /* WEFT_PROBE_VERSION */
	__u8 kind;              /* enum weft_probe_kind */
	__u8 path;
	__u8 flags;             /* zero */
	__be32 source_vtep;
	__be32 target_vtep;
	__be32 length;          /* of the request's inner frame */
	__be64 session;         /* of the request's sender */
	__be64 number;          /* of the request, in its path; from 1 */
	__be64 sent_ns;         /* when the request was encapsulated, by its sender's clock */
	__be64 received;        /* reply: requests of this session and path that the reflector has taken, with this one */
	__be64 known_session;   /* refusal: newest session of the path that the reflector knows */
	__u8 tag[8];            /* SipHash-2-4 of the bytes before */
};

enum weft_probe_keys {
	WEFT_PROBE_KEYS_NONE = 0,       /* probes are neither sent nor answered */
	WEFT_PROBE_KEYS_ONE = 1,
	WEFT_PROBE_KEYS_TWO = 2,
};

/* The cluster's keys: `key` is used and taken, `other_key` is taken as well, while the cluster changes from one to the other. */
struct weft_probe_config {
	__u32 keys;             /* enum weft_probe_keys */
	__u32 pad;
	__u8 key[WEFT_PROBE_KEY_LEN];
	__u8 other_key[WEFT_PROBE_KEY_LEN];
};

/* A path of the tunnel between this node and another one. */
struct weft_tunnel_key {
	__u32 vtep_id;
	__u32 path;
};

/* What the sender of requests knows of a path. */
struct weft_tunnel_path {
	struct bpf_spin_lock lock;
	__u32 answered_length;  /* inner frame of the request `newest_answered` */
	__u64 session;          /* us since 1970 when the agent made the row, or above what the reflector knew */
	__u64 number;           /* of the last request: so many were sent, of all sessions */
	__u64 session_number;   /* the last one of earlier sessions: requests up to it are waited for no more, and are not lost */
	__u64 answered;         /* requests that got a reply while they were waited for */
	__u8 answered_bits[8];  /* bit n % 8 of byte n % 64 / 8: request n, of the last 64, is among them */
	__u64 newest_answered;  /* number */
	__u64 remote_received;  /* requests of this session that the reflector had taken when it replied to `newest_answered` */
	__u64 reordered;        /* replies to an older request than one answered before */
	__u64 late;             /* replies, also duplicates, to requests that are not waited for (any more) */
	__u64 refused;          /* refusals that were taken: each began a new session */
	__u64 last_reply_ns;    /* zero: never */
	__u64 last_rtt_ns;
	__u64 min_rtt_ns;       /* zero: none yet */
	__u64 jitter16_ns;      /* 16 times the mean deviation of successive round trips (RFC 3550 appendix A.8) */
	__u64 pending_ns[WEFT_PROBE_WINDOW]; /* by number % 64: when the request was sent; zero: it is not waited for */
};

/* What the reflector of requests knows of a path. */
struct weft_probe_peer {
	struct bpf_spin_lock lock;
	__u32 pad;
	__u64 session;          /* newest of the sender */
	__u64 newest;           /* number in that session */
	__u64 window;           /* bit i: request newest - i was taken (RFC 4303 section 3.4.3) */
	__u64 received;         /* requests of that session that were taken */
	__u64 reordered;        /* requests older than one that was taken before, of all sessions */
	__u64 last_heard_ns;
};

/* Round trips of paths 0..3 of a tunnel. */
struct weft_tunnel_rtt {
	__u64 buckets[WEFT_RTT_BUCKETS];
};

/* Why a probe was not sent, not answered or not taken. */
enum weft_probe_drop {
	WEFT_PROBE_DROP_NONE = 0,
	WEFT_PROBE_DROP_MALFORMED = 1,          /* not a probe of this version, or of another length than it says */
	WEFT_PROBE_DROP_NO_KEY = 2,             /* the node has no key */
	WEFT_PROBE_DROP_BAD_TAG = 3,            /* forged or damaged */
	WEFT_PROBE_DROP_NOT_FOR_US = 4,         /* to another VTEP, or not from the one that it says */
	WEFT_PROBE_DROP_REPLAYED = 5,           /* a request that was taken before, or is older than the window tells */
	WEFT_PROBE_DROP_STALE_SESSION = 6,      /* a request of an older session: refused */
	WEFT_PROBE_DROP_LATE = 7,               /* a reply or refusal to a request that is not waited for */
	WEFT_PROBE_DROP_NO_ROW = 8,             /* a tunnel that the agent has not opened, or a full table */
	WEFT_PROBE_DROP_UNKNOWN_VTEP = 9,       /* to send to a VTEP that is not known, or not of the underlay's family */
	WEFT_PROBE_DROP_TOO_BIG = 10,           /* larger than the underlay's MTU: numbered, and lost */
	WEFT_PROBE_DROP_NOT_SENT = 11,          /* the kernel refused to make or to write the packet */
	WEFT_PROBE_DROP_END = 12,
};

#endif
