/* SPDX-License-Identifier: Apache-2.0 */
/* What the addon exports. Calls are synchronous but attachLater; only the ring buffer and the link monitor call back. */
#include <node_api.h>

#include "counters.h"
#include "errors.h"
#include "handle.h"
#include "libbpf_log.h"
#include "link.h"
#include "link_later.h"
#include "link_monitor.h"
#include "map.h"
#include "map_batch.h"
#include "map_dump.h"
#include "map_later.h"
#include "netns.h"
#include "object.h"
#include "pin.h"
#include "probe.h"
#include "ring.h"
#include "rtnetlink.h"
#include "test_run.h"

#if __BYTE_ORDER__ != __ORDER_LITTLE_ENDIAN__
#error "constants and generated layouts are little-endian"
#endif

#define EXPORT(name, function) { .utf8name = (name), .method = (function), .attributes = napi_enumerable }

NAPI_MODULE_INIT()
{
	const napi_property_descriptor exported[] = {
		EXPORT("bind", errors_bind),
		EXPORT("close", handle_close),
		EXPORT("loadObject", object_load),
		EXPORT("createMap", map_create),
		EXPORT("lookup", map_lookup),
		EXPORT("lookupLocked", map_lookup_locked),
		EXPORT("update", map_update),
		EXPORT("deleteEntry", map_delete),
		EXPORT("lookupAndDelete", map_lookup_and_delete),
		EXPORT("possibleCpus", map_possible_cpus),
		EXPORT("updateBatch", map_update_batch),
		EXPORT("deleteBatch", map_delete_batch),
		EXPORT("updateLater", map_update_later),
		EXPORT("updateEach", map_update_each),
		EXPORT("lookupEach", map_lookup_each),
		EXPORT("lookupAll", map_lookup_all),
		EXPORT("lookupSome", map_lookup_some),
		EXPORT("sumCounters", counters_sum),
		EXPORT("countEntries", map_count),
		EXPORT("pin", pin_object),
		EXPORT("openPinned", pin_open),
		EXPORT("mapInfo", info_map),
		EXPORT("programInfo", info_program),
		EXPORT("linkInfo", info_link),
		EXPORT("attach", link_attach),
		EXPORT("attachLater", link_attach_later),
		EXPORT("programFd", link_program_fd),
		EXPORT("linkUpdate", link_update),
		EXPORT("linkDetach", link_detach),
		EXPORT("openRing", ring_open),
		EXPORT("readRing", ring_read),
		EXPORT("pauseRing", ring_pause),
		EXPORT("resumeRing", ring_resume),
		EXPORT("testRun", test_run_packet),
		EXPORT("runSyscall", test_run_syscall),
		EXPORT("probe", probe_feature),
		EXPORT("netnsCookie", netns_cookie),
		EXPORT("ifindexByName", netns_ifindex),
		EXPORT("rtnetlinkExchange", rtnetlink_exchange),
		EXPORT("openLinkMonitor", link_monitor_open),
	};

	libbpf_log_install();
	NAPI_TRY(env, napi_define_properties(env, exports, sizeof(exported) / sizeof(exported[0]), exported));
	return exports;
}
