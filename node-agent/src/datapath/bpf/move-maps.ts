/** All maps of modules/include/weft/move_maps.h. */
export const moveMaps = ['pending_port', 'departing_port', 'port_arrivals'] as const;
