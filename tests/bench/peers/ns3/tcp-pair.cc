// The workload tcp-pair (scenarios/tcp-pair.yaml) in ns-3: 64 bulk TCP flows between 64 pairs of VMs, 1 Gbit/s and 50 us to a
// router at each side, 1 Gbit/s and 35 ms between the routers with a drop-tail buffer of 8,775,000 bytes in the device, or CoDel
// (RFC 8289; target 5 ms, interval 100 ms, that limit) above a device of two packets. Segments of 1448 bytes, initial window 10, SACK, time stamps, delayed acknowledgments every 2 segments or 40 ms, MinRTO 200 ms, buffers of
// 16 MiB; CUBIC's HyStart on; flow i starts at i x STAGGER_MS (13). No ECN, no pacing.
//
//   tcp-pair [SECONDS [TcpCubic|TcpLinuxReno|TcpNewReno [drop_tail|codel [STAGGER_MS]]]]
//
// prints packet-hops, CPU seconds, packet-hops per CPU second, and from the fifth second on: goodput Mbit/s, mean RTT sample ms, and
// of the packets for the link between the routers the share that was dropped in front of it.
#include <sys/resource.h>

#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

#include "ns3/applications-module.h"
#include "ns3/core-module.h"
#include "ns3/internet-module.h"
#include "ns3/network-module.h"
#include "ns3/point-to-point-module.h"
#include "ns3/traffic-control-module.h"

using namespace ns3;

namespace
{

constexpr uint32_t PAIRS = 64;
constexpr double WARMUP_S = 5;

uint64_t g_hops = 0, g_received = 0, g_samples = 0, g_sent = 0, g_dropped = 0;
double g_rtt_sum = 0;

bool
Counted()
{
    return Simulator::Now().GetSeconds() >= WARMUP_S;
}

void
Hop(Ptr<const Packet>)
{
    g_hops++;
}

void
Sent(Ptr<const Packet>)
{
    if (Counted())
        g_sent++;
}

void
DroppedByDevice(Ptr<const Packet>)
{
    if (Counted())
        g_dropped++;
}

void
DroppedByDiscipline(Ptr<const QueueDiscItem>)
{
    if (Counted())
        g_dropped++;
}

void
Receive(Ptr<const Packet> p, const Address&)
{
    if (Counted())
        g_received += p->GetSize();
}

void
Rtt(Time, Time now)
{
    if (Counted())
    {
        g_rtt_sum += now.GetSeconds();
        g_samples++;
    }
}

void
WatchRtt(Ptr<Application> app)
{
    Ptr<Socket> socket = DynamicCast<BulkSendApplication>(app)->GetSocket();
    socket->TraceConnectWithoutContext("RTT", MakeCallback(&Rtt));
}

double
CpuSeconds()
{
    rusage u{};
    getrusage(RUSAGE_SELF, &u);
    return u.ru_utime.tv_sec + u.ru_stime.tv_sec + 1e-6 * (u.ru_utime.tv_usec + u.ru_stime.tv_usec);
}

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
main(int argc, char** argv)
{
    const double seconds = argc > 1 ? std::atof(argv[1]) : 30;
    const std::string cc = argc > 2 ? argv[2] : "TcpCubic";
    const bool codel = argc > 3 && std::string(argv[3]) == "codel";
    const double stagger_ms = argc > 4 ? std::atof(argv[4]) : 13;

    Config::SetDefault("ns3::TcpL4Protocol::SocketType", StringValue("ns3::" + cc));
    Config::SetDefault("ns3::TcpSocket::SegmentSize", UintegerValue(1448));
    Config::SetDefault("ns3::TcpSocket::InitialCwnd", UintegerValue(10));
    Config::SetDefault("ns3::TcpSocket::SndBufSize", UintegerValue(16 << 20));
    Config::SetDefault("ns3::TcpSocket::RcvBufSize", UintegerValue(16 << 20));
    Config::SetDefault("ns3::TcpSocket::DelAckCount", UintegerValue(2));
    Config::SetDefault("ns3::TcpSocket::DelAckTimeout", TimeValue(MilliSeconds(40)));
    Config::SetDefault("ns3::TcpSocketBase::MinRto", TimeValue(MilliSeconds(200)));
    Config::SetDefault("ns3::TcpSocketBase::Sack", BooleanValue(true));
    Config::SetDefault("ns3::TcpSocketBase::Timestamp", BooleanValue(true));
    Config::SetDefault("ns3::TcpSocketBase::WindowScaling", BooleanValue(true));

    NodeContainer left, right, routers;
    left.Create(PAIRS);
    right.Create(PAIRS);
    routers.Create(2);
    InternetStackHelper internet;
    internet.SetIpv6StackInstall(false);
    Ipv4StaticRoutingHelper routing;
    internet.SetRoutingHelper(routing);
    internet.InstallAll();

    PointToPointHelper access, between;
    access.SetDeviceAttribute("DataRate", StringValue("1Gbps"));
    access.SetChannelAttribute("Delay", StringValue("50us"));
    access.SetQueue("ns3::DropTailQueue", "MaxSize", StringValue("100000p"));
    between.SetDeviceAttribute("DataRate", StringValue("1Gbps"));
    between.SetChannelAttribute("Delay", StringValue("35ms"));
    between.SetQueue("ns3::DropTailQueue", "MaxSize", StringValue(codel ? "2p" : "8775000B"));

    std::vector<Ipv4Address> here = Attach(left, routers.Get(0), access, "10.1.0.0");
    std::vector<Ipv4Address> there = Attach(right, routers.Get(1), access, "10.2.0.0");
    NetDeviceContainer middle = between.Install(routers);
    Ipv4AddressHelper pool("10.3.0.0", "255.255.255.252");
    Ipv4InterfaceContainer ends = pool.Assign(middle);
    TrafficControlHelper discipline;
    discipline.Uninstall(middle);
    if (codel)
    {
        discipline.SetRootQueueDisc("ns3::CoDelQueueDisc", "MaxSize", StringValue("8775000B"), "Target", TimeValue(MilliSeconds(5)),
                                    "Interval", TimeValue(MilliSeconds(100)), "UseEcn", BooleanValue(false));
        discipline.Install(middle).Get(0)->TraceConnectWithoutContext("Drop", MakeCallback(&DroppedByDiscipline));
    }
    else
    {
        // A full device queue is stopped, and what comes then is dropped in front of it.
        routers.Get(0)->GetObject<TrafficControlLayer>()->TraceConnectWithoutContext("TcDrop", MakeCallback(&DroppedByDevice));
    }
    middle.Get(0)->TraceConnectWithoutContext("PhyTxEnd", MakeCallback(&Sent));
    for (uint32_t i = 0; i < 2; i++)
    {
        Ptr<Ipv4> ip = routers.Get(i)->GetObject<Ipv4>();
        routing.GetStaticRouting(ip)->SetDefaultRoute(ends.GetAddress(1 - i), PAIRS + 1);
    }
    Config::ConnectWithoutContext("/NodeList/*/DeviceList/*/$ns3::PointToPointNetDevice/PhyRxEnd", MakeCallback(&Hop));

    for (uint32_t i = 0; i < PAIRS; i++)
    {
        PacketSinkHelper sink("ns3::TcpSocketFactory", InetSocketAddress(Ipv4Address::GetAny(), 5001));
        ApplicationContainer receiver = sink.Install(right.Get(i));
        receiver.Get(0)->TraceConnectWithoutContext("Rx", MakeCallback(&Receive));
        BulkSendHelper source("ns3::TcpSocketFactory", InetSocketAddress(there[i], 5001));
        source.SetAttribute("MaxBytes", UintegerValue(0));
        source.SetAttribute("SendSize", UintegerValue(1448));
        ApplicationContainer sender = source.Install(left.Get(i));
        const Time start = MicroSeconds(static_cast<uint64_t>(i * stagger_ms * 1000));
        sender.Start(start);
        Simulator::Schedule(start + MicroSeconds(1), &WatchRtt, sender.Get(0));
    }

    const double before = CpuSeconds();
    Simulator::Stop(Seconds(seconds));
    Simulator::Run();
    const double cpu = CpuSeconds() - before;
    std::printf("hops %llu cpu_s %.2f hops_per_cpu_s %.0f goodput_mbps %.2f rtt_ms %.2f drop_percent %.4f\n",
                static_cast<unsigned long long>(g_hops), cpu, g_hops / cpu, g_received * 8 / (seconds - WARMUP_S) / 1e6,
                g_rtt_sum / g_samples * 1e3, 100.0 * g_dropped / (g_sent + g_dropped));
    Simulator::Destroy();
    return 0;
}
