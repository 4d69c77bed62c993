/*
 * Services, load balancers and endpoints that cannot be resolved.
 */
#include "models/language/resolve_parts.h"

const struct diag_code resolve_code_fixed_address = {
    .id = "VN0702",
    .severity = DIAG_ERROR,
    .title = "an address that the subnet cannot give",
    .symptom =
        "The platform refuses the frontend, endpoint or interface with this address; check shows "
        "the subnet's range, or who has the address already.",
    .cause =
        "A fixed address must lie in the subnet, must not be one of the five that the platform "
        "keeps (the first four and the last), and nobody else may have it.",
    .mend =
        "Choose a free address of the subnet, from .4 up; or leave the key out, and the next free "
        "one is given.",
    .source = "Virtual Network FAQ, 2020-06-26",
    .example =
        "ilb: {subnet: vnet-a/front, backend: web, port: 443, frontend_ip_address: 10.1.1.100}\n",
};

const struct diag_code resolve_code_sends_nothing = {
    .id = "VN0703",
    .severity = DIAG_ERROR,
    .title = "traffic from what sends nothing",
    .symptom =
        "check refuses traffic whose `from` is a load balancer, a private endpoint or a host "
        "of the Internet.",
    .cause =
        "The first two are addresses that others answer for: on the platform too nothing starts a "
        "flow from them. A host of the Internet knows of the cloud only what asks it.",
    .mend = "Name them as `to`. What sends are the members of the backend, or of the service.",
    .source =
        "the scenario language of vnetsim: scenarios/README.md, section traffic entry (from, to)",
    .example = "ask: {from: web, to: ilb, app: request_response, port: 443, request_size: 1kB, "
               "response_size: 10kB}\n",
};

const struct diag_code resolve_code_backend = {
    .id = "VN0704",
    .severity = DIAG_ERROR,
    .title = "a backend that a load balancer cannot have",
    .symptom =
        "The platform refuses the backend pool; check shows the backend and where it stands.",
    .cause =
        "The members behind an internal load balancer are VMs or roles of a cloud service of the "
        "frontend's own virtual network. A pool lies in one network, so VMs of another network "
        "cannot be in it, nor can managed services, endpoints or hosts on premises.",
    .mend = "Name VMs or a cloud service of the same network as backend; for another network put a "
            "second load balancer there.",
    .source =
        "Azure Load Balancer components, 2020-06-04 (the scope of a backend pool is one virtual "
        "network)",
};

const struct diag_code resolve_code_far_service = {
    .id = "VN0705",
    .severity = DIAG_ERROR,
    .title = "a service behind a private endpoint that is not simulated yet",
    .symptom = "check refuses a private endpoint whose service stands in another region, is a load "
               "balancer, is on premises or is itself an endpoint.",
    .cause =
        "The platform allows an endpoint in another region than its service, and a private link "
        "service in front of a load balancer. Neither way is simulated yet, and a service on "
        "premises or behind another endpoint exists on neither side.",
    .mend =
        "Name a service entry of the endpoint's own region; or let `service` be a text that names "
        "no entry, and give the endpoint a service_time of its own.",
    .source =
        "Private endpoint overview, 2020-01-09; scenarios/README.md, section private endpoint",
    .example = "pe: {subnet: vnet-a/front, service: storage, service_time: 2ms}\n",
};

const struct diag_code resolve_code_two_services = {
    .id = "VN0706",
    .severity = DIAG_ERROR,
    .title = "a service time that is not the endpoint's",
    .symptom =
        "check points at the service_time (or servers) of a private endpoint, and at the entry "
        "that answers for it.",
    .cause = "Where `service` names an entry of the file, that entry's members answer, with the "
             "service_time of their own. A second figure at the endpoint would have no effect.",
    .mend = "Give the time at the service's entry, and leave it out at the endpoint.",
    .source = "the scenario language of vnetsim: scenarios/README.md, section private endpoint "
              "(service_time)",
    .example = "managed_instances: {sql: {subnet: vnet-a/managed, service_time: 1ms}}\n"
               "private_endpoints: {pe: {subnet: vnet-a/front, service: sql}}\n",
};

const struct diag_code resolve_code_service_text = {
    .id = "VN0707",
    .severity = DIAG_NOTE,
    .title = "a service that is nearly the name of an entry",
    .symptom =
        "A private endpoint answers by itself, at once or after its own service_time, though an "
        "entry with nearly the same name was meant to answer.",
    .cause =
        "`service` takes the name of an entry, or any other text for a service that the file does "
        "not declare. A slip of the pen turns the one into the other.",
    .mend = "Take the suggested name if it is meant; nothing is to be done if the text is.",
    .source =
        "the scenario language of vnetsim: scenarios/README.md, section private endpoint (service)",
};
