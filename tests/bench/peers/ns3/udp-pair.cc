// The workload udp-pair in ns-3: 16 VMs a side behind a router, 1 Gbit/s and 50 us to it, 10 Gbit/s and 35 ms between the
// routers; 16 constant-rate UDP senders, 1400-byte IP packets, together 8 Gbit/s = 80 % of the link between the regions.
// Static routes, no queue disciplines, no tracing, checksums off (ns-3's defaults otherwise).
//
//   udp-pair [SECONDS]     prints: packet-hops, CPU seconds of the simulation, packet-hops per CPU second
//
// A packet-hop is one packet over one link: VM to router, router to router, router to VM. Counted as 2 x sent + received,
// which counts packets on the way at the end as if they had crossed two links: in ns-3's favour.
#include <sys/resource.h>

#include <cstdio>
#include <cstdlib>
#include <vector>

#include "ns3/core-module.h"
#include "ns3/internet-module.h"
#include "ns3/network-module.h"
#include "ns3/point-to-point-module.h"
#include "ns3/traffic-control-module.h"

using namespace ns3;

namespace
{

constexpr uint32_t VMS = 16;
constexpr uint32_t IP_BYTES = 1400;
constexpr uint32_t PAYLOAD_BYTES = IP_BYTES - 28;
constexpr double RATE_BPS = 500e6;

uint64_t g_sent = 0;
uint64_t g_received = 0;

void
Receive(Ptr<Socket> socket)
{
    while (socket->Recv())
    {
        g_received++;
    }
}

void
Send(Ptr<Socket> socket, Time interval)
{
    socket->Send(Create<Packet>(PAYLOAD_BYTES));
    g_sent++;
    Simulator::Schedule(interval, &Send, socket, interval);
}

double
CpuSeconds()
{
    rusage u{};
    getrusage(RUSAGE_SELF, &u);
    return u.ru_utime.tv_sec + u.ru_stime.tv_sec + 1e-6 * (u.ru_utime.tv_usec + u.ru_stime.tv_usec);
}

// VMs of one side on links of their own to the router; returns their addresses.
std::vector<Ipv4Address>
Attach(NodeContainer vms, Ptr<Node> router, PointToPointHelper& access, const char* network)
{
    std::vector<Ipv4Address> addresses;
    Ipv4AddressHelper pool(network, "255.255.255.252");
    Ipv4StaticRoutingHelper routing;
    TrafficControlHelper queues;
    for (uint32_t i = 0; i < vms.GetN(); i++)
    {
        NetDeviceContainer link = access.Install(vms.Get(i), router);
        Ipv4InterfaceContainer ends = pool.Assign(link);
        queues.Uninstall(link);
        routing.GetStaticRouting(vms.Get(i)->GetObject<Ipv4>())->SetDefaultRoute(ends.GetAddress(1), 1);
        addresses.push_back(ends.GetAddress(0));
        pool.NewNetwork();
    }
    return addresses;
}

} // namespace

int
main(int argc, char* argv[])
{
    const double seconds = argc > 1 ? std::atof(argv[1]) : 10;
    NodeContainer left(VMS), right(VMS), routers(2);
    InternetStackHelper internet;
    internet.SetIpv6StackInstall(false);
    internet.Install(left);
    internet.Install(right);
    internet.Install(routers);

    PointToPointHelper access, backbone;
    access.SetDeviceAttribute("DataRate", StringValue("1Gbps"));
    access.SetChannelAttribute("Delay", StringValue("50us"));
    access.SetQueue("ns3::DropTailQueue<Packet>", "MaxSize", StringValue("1000p"));
    backbone.SetDeviceAttribute("DataRate", StringValue("10Gbps"));
    backbone.SetChannelAttribute("Delay", StringValue("35ms"));
    backbone.SetQueue("ns3::DropTailQueue<Packet>", "MaxSize", StringValue("10000p"));

    NetDeviceContainer link = backbone.Install(routers.Get(0), routers.Get(1));
    Ipv4InterfaceContainer between = Ipv4AddressHelper("10.0.0.0", "255.255.255.252").Assign(link);
    TrafficControlHelper().Uninstall(link);
    Attach(left, routers.Get(0), access, "10.1.0.0");
    std::vector<Ipv4Address> targets = Attach(right, routers.Get(1), access, "10.2.0.0");

    Ipv4StaticRoutingHelper routing;
    routing.GetStaticRouting(routers.Get(0)->GetObject<Ipv4>())
        ->AddNetworkRouteTo("10.2.0.0", "255.255.0.0", between.GetAddress(1), 1);
    routing.GetStaticRouting(routers.Get(1)->GetObject<Ipv4>())
        ->AddNetworkRouteTo("10.1.0.0", "255.255.0.0", between.GetAddress(0), 1);

    const Time interval = Seconds(IP_BYTES * 8 / RATE_BPS);
    std::vector<Ptr<Socket>> sockets;
    for (uint32_t i = 0; i < VMS; i++)
    {
        Ptr<Socket> sink = Socket::CreateSocket(right.Get(i), UdpSocketFactory::GetTypeId());
        sink->Bind(InetSocketAddress(Ipv4Address::GetAny(), 9));
        sink->SetRecvCallback(MakeCallback(&Receive));
        Ptr<Socket> source = Socket::CreateSocket(left.Get(i), UdpSocketFactory::GetTypeId());
        source->Bind();
        source->Connect(InetSocketAddress(targets[i], 9));
        // evenly spread phases: the senders do not march in step
        Simulator::Schedule(interval * int64_t(i) / int64_t(VMS), &Send, source, interval);
        sockets.push_back(sink);
        sockets.push_back(source);
    }

    Simulator::Stop(Seconds(seconds));
    const double before = CpuSeconds();
    Simulator::Run();
    const double cpu = CpuSeconds() - before;
    const uint64_t hops = 2 * g_sent + g_received;
    std::printf("packet_hops %llu cpu_s %.3f per_cpu_s %.0f sent %llu received %llu\n", (unsigned long long)hops, cpu, hops / cpu,
                (unsigned long long)g_sent, (unsigned long long)g_received);
    Simulator::Destroy();
    return 0;
}
