#include "models/flow/traffic.h"

const struct traffic_ops *traffic_ops_of(enum topo_app app, enum topo_transport transport)
{
    static const struct traffic_ops *const ops[] = {
        [TOPO_CBR] = &traffic_cbr,
        [TOPO_POISSON] = &traffic_poisson,
        [TOPO_ON_OFF] = &traffic_on_off,
        [TOPO_PING] = &traffic_ping,
        [TOPO_REQUEST_RESPONSE] = &traffic_request_response,
        [TOPO_BULK] = &traffic_bulk,
        [TOPO_REPLAY] = &traffic_replay,
    };

    if (app == TOPO_REQUEST_RESPONSE && transport == TOPO_TRANSPORT_TCP)
        return &traffic_request_response_tcp;
    return ops[app];
}
