/*
 * IKE versions and the ends of SAs: VN0423 to VN0426, VN0430, VN0840. Their checks are in
 * rules_ike.c and rules_rekey.c.
 */
#include "models/rules/rules_parts.h"

const struct diag_code rules_code_pfs = {
    .id = "VN0423",
    .severity = DIAG_WARNING,
    .title = "different PFS groups: it works at first",
    .symptom = "The tunnel is \"Connected\" and drops now and then, for a second or so, at "
               "intervals of the SA's life. In the "
               "simulation events.csv has rekey_failed (NO_PROPOSAL_CHOSEN), sa_expired and down; "
               "packets are dropped at the "
               "tunnel with cause tunnel_down until IKE has begun anew.",
    .cause = "The first child SA of IKEv2 is made in IKE_AUTH, without a Diffie-Hellman group of "
             "its own, so that the "
             "difference does not show. Its rekeying brings one, and the other end refuses it. A "
             "gateway of the platform "
             "without a policy asks for none and, asked, takes some. (IKEv1 asks from the first SA "
             "on, and does not connect.)",
    .mend = "Write the same pfs_group at both ends; None where one end has no policy.",
    .source = "Troubleshoot: site-to-site VPN disconnects intermittently, 2017-11-03; IPsec/IKE "
              "policy FAQ, 2022-05-25; RFC 7296, sections 1.2 "
              "and 1.3.3",
    .example = "ipsec_policy: {ike_encryption: AES256, ike_integrity: SHA256, dh_group: ECP256, "
               "ipsec_encryption: GCMAES256,\n"
               "               ipsec_integrity: GCMAES256, pfs_group: ECP256, sa_lifetime: 27000s, "
               "sa_data_size: 102400000KB}\n",
};

const struct diag_code rules_code_ike_protocol = {
    .id = "VN0424",
    .severity = DIAG_ERROR,
    .title = "an IKE version that is not to be had here",
    .symptom = "The platform refuses the connection with this connectionProtocol.",
    .cause = "Policy-based gateways have IKEv1 only, route-based ones of SKU Basic IKEv2 only; "
             "connections between "
             "virtual networks, and those with policy-based selectors, take IKEv2.",
    .mend = "Leave ike_protocol out: the right one follows from the gateway. For IKEv1 to a device "
            "take VpnGw1AZ or larger.",
    .source = "VPN Gateway FAQ, 2026-06-04 (in 2024-07 it still listed IKEv1 between virtual "
              "networks); IPsec/IKE policy FAQ, 2022-05-25",
    .example = "to-seattle: {type: IPsec, from: gw, to: lng-seattle, shared_key: example, "
               "ike_protocol: IKEv2}\n",
};

const struct diag_code rules_code_ike_versions = {
    .id = "VN0425",
    .severity = DIAG_WARNING,
    .title = "IKEv1 at one end, IKEv2 at the other",
    .symptom =
        "Both ends stay \"Connecting\" or \"NotConnected\". In the simulation events.csv has "
        "ike_refused "
        "(INVALID_MAJOR_VERSION), and packets are dropped at the tunnel with cause tunnel_down.",
    .cause = "The two versions are different protocols: a request of one is not understood by the "
             "other.",
    .mend = "Write the same ike_protocol at both ends. On the platform it cannot be changed: "
            "delete the connection and make it again.",
    .source = "VPN Gateway FAQ, 2026-06-04; RFC 7296, section 2.5",
    .example = "to-seattle: {type: IPsec, from: gw, to: lng-seattle, shared_key: example, "
               "ike_protocol: IKEv1}\n"
               "devices: {fw: {ike_protocol: IKEv1}}\n",
};

const struct diag_code rules_code_ikev1 = {
    .id = "VN0426",
    .severity = DIAG_WARNING,
    .title = "IKEv1 cuts the tunnel every eight hours",
    .symptom = "Traffic stops for up to 5 s at the end of each main mode SA, and the connection is "
               "NotConnected for that long. In "
               "the simulation events.csv has sa_expired and down, and packets are dropped at the "
               "tunnel with cause tunnel_down.",
    .cause = "IKEv1 does not rekey its main mode SA in place: after 28,800 s, which the platform "
             "fixes, it is made anew. A "
             "design for high availability that counts on the tunnel loses it three times a day.",
    .mend = "Take IKEv2 where the device can: it replaces its SAs while packets flow.",
    .source = "VPN Gateway FAQ, 2026-06-04; About VPN devices and IPsec/IKE parameters, 2023-10-06",
    .example = "to-seattle: {type: IPsec, from: gw, to: lng-seattle, shared_key: example, "
               "ike_protocol: IKEv2}\n",
};

const struct diag_code rules_code_idle_teardown = {
    .id = "VN0430",
    .severity = DIAG_WARNING,
    .title = "a policy-based tunnel goes down when idle",
    .symptom = "After 5 minutes without traffic the connection is NotConnected, and the first "
               "packets of whoever comes next are "
               "lost until IKE has finished. In the simulation events.csv has down (idle), then "
               "wake; the packets are dropped at "
               "the tunnel with cause tunnel_down.",
    .cause = "A policy-based gateway makes its SAs for traffic and takes them down without it. It "
             "has IKEv1 only, whose main mode SA "
             "ends every 28,800 s with a cut of up to 5 s, and no dead peer detection.",
    .mend = "Take a route-based gateway, or send something every few minutes.",
    .source = "VPN Gateway FAQ, 2026-06-04; About VPN devices and IPsec/IKE parameters, 2023-10-06",
    .example = "gw: {virtual_network: vnet, sku: VpnGw1AZ, vpn_type: RouteBased}\n",
};

const struct diag_code rules_code_dpd_advice = {
    .id = "VN0440",
    .severity = DIAG_NOTE,
    .title = "a dead peer detection outside of what is advised",
    .symptom = "Short: a tunnel whose path is lossy for a moment is taken for dead, goes down and "
               "comes back. Long: a peer that is gone is noticed late, and "
               "packets for it are lost until then. At a policy-based gateway: nothing.",
    .cause = "dpd_timeout may be 9 s to 3,600 s, and the platform advises 30 s to 45 s. "
             "Policy-based gateways have no dead peer detection.",
    .mend = "30s to 45s, or leave it out: 45s.",
    .source =
        "About VPN devices and IPsec/IKE parameters, 2023-10-06; IPsec/IKE policy FAQ, 2022-05-25",
    .example = "to-seattle: {type: IPsec, from: gw, to: lng-seattle, shared_key: example, "
               "dpd_timeout: 30s}\n",
};

const struct diag_code rules_code_no_dpd = {
    .id = "VN0433",
    .severity = DIAG_WARNING,
    .title = "a device that does not find out that its peer is gone",
    .symptom =
        "After a failover of the gateway, or a restart, the platform's end is NotConnected or "
        "waits, "
        "the device shows the tunnel as up, and what the site sends vanishes: for hours, until "
        "somebody resets the tunnel there. In the simulation packets from the site are dropped at "
        "the tunnel with cause tunnel_down, or at the gateway with cause gateway_down.",
    .cause =
        "A device need not ask whether its peer is there (dpd_timeout: none), and its SAs are good "
        "until they end. Where the gateway only answers (connection_mode: ResponderOnly), nobody "
        "begins anew before that. Where it is active-active and the ways to it are static, the "
        "device goes on with the tunnel of an instance that is away in place of the other's.",
    .mend =
        "Dead peer detection at the device (45s, say); or connection_mode: Default at the "
        "gateway, which then begins anew by itself; or, to an active-active one, BGP, whose hold "
        "timer takes the way out.",
    .source = "RFC 7296, section 2.4 (black holes; liveness checks are an end's own matter); About "
              "VPN devices and IPsec/IKE parameters, 2023-10-06 (the platform's 45 s)",
    .example = "devices: {fw: {dpd_timeout: 45s}}\n",
};

const struct diag_code rules_code_volume = {
    .id = "VN0840",
    .severity = DIAG_WARNING,
    .title = "the volume of an SA is used up before it can be replaced",
    .symptom =
        "The tunnel connects and drops again and again, the sooner the more traffic there is. "
        "In the simulation events.csv has sa_expired and down (sa_data_size), and packets "
        "are dropped at the tunnel with cause tunnel_down until IKE has begun anew.",
    .cause = "An SA ends when sa_data_size has gone by under it, the larger of both ways, with ESP "
             "around the packets. A rekeying begins some time before and takes a round trip, in "
             "which the old SA is in use. How much is left when it begins is not published: "
             "assumed is strongSwan's rule, 1/11 to 2/11 of the volume "
             "(models/data/assumptions.csv, rekey_life_ratio). Here the traffic entries that send "
             "at a rate of their own use up the least of that, or more, in a round trip: on_off in "
             "bursts, of which several may fall together (burst_deviations).",
    .mend = "Write a larger sa_data_size at both ends, or leave the policy out: the platform's "
            "default is 102,400,000 KB, which lasts minutes at 1 Gbps.",
    .source = "IPsec/IKE policy FAQ, 2022-05-25; RFC 4301, section 4.4.2.1; RFC 7296, section 2.8; "
              "strongSwan, swanctl.conf: life_bytes, rekey_bytes, rand_bytes",
    .example = "ipsec_policy: {ike_encryption: AES256, ike_integrity: SHA256, dh_group: ECP256, "
               "ipsec_encryption: GCMAES256,\n"
               "               ipsec_integrity: GCMAES256, pfs_group: ECP256, sa_lifetime: 27000s, "
               "sa_data_size: 102400000KB}\n",
};
