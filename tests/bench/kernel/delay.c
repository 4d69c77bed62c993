/*
 * delay NS_A NS_B ONE_WAY_US LOSS [SEED [MBPS QUEUE_BYTES DOWN_AT_S DOWN_S]]: a path between two network namespaces: a TUN device in each
 * (10.99.0.1 and 10.99.0.2), every packet of one comes out of the other ONE_WAY_US later; those from A to B are lost with probability
 * LOSS. With MBPS both ways have a transmitter of that rate and a drop-tail queue before the delay, and what is sent from DOWN_AT_S after
 * the first packet on is lost for DOWN_S; what is in the queue by then arrives, as the simulator has it. Runs until it is killed. Linux
 * only; needs root.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <linux/if.h>
#include <linux/if_tun.h>
#include <poll.h>
#include <sched.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

enum { SLOTS = 1 << 16, BYTES = 1600 };

struct slot {
    uint64_t due_ns;
    int len;
    char data[BYTES];
};

struct way {
    int in, out;
    double loss;
    struct slot *slot;
    uint64_t head, tail, free_ns;
};

static struct {
    double mbps, queue_bytes;
    uint64_t first_ns, down_ns, up_ns; /* the last two since the first */
} path;

static uint64_t now_ns(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
}

static int open_tun(const char *ns, const char *addr, const char *peer)
{
    char text[512];
    struct ifreq r = {.ifr_flags = IFF_TUN | IFF_NO_PI};
    int netns, fd;

    snprintf(text, sizeof text, "/var/run/netns/%s", ns);
    netns = open(text, O_RDONLY);
    if (netns < 0 || setns(netns, CLONE_NEWNET) != 0 || (fd = open("/dev/net/tun", O_RDWR | O_NONBLOCK)) < 0) {
        perror(text);
        exit(5);
    }
    close(netns);
    strcpy(r.ifr_name, "path");
    if (ioctl(fd, TUNSETIFF, &r) != 0) {
        perror("TUNSETIFF");
        exit(5);
    }
    snprintf(text, sizeof text, "ip addr add %s peer %s dev path && ip link set path mtu 1500 txqueuelen 10000 up && ip link set lo up", addr, peer);
    if (system(text) != 0)
        exit(5);
    return fd;
}

/* When the transmitter is through with it; 0: it is lost. */
static uint64_t transmit(struct way *w, const struct slot *s, uint64_t now)
{
    if (path.mbps == 0)
        return now;
    if (path.first_ns == 0 && (s->data[0] & 0xf0) == 0x40) /* IPv4: the devices' own is IPv6 */
        path.first_ns = now;
    if (path.first_ns != 0 && now - path.first_ns >= path.down_ns && now - path.first_ns < path.up_ns)
        return 0;
    const uint64_t from = w->free_ns > now ? w->free_ns : now;
    if ((double)(from - now) * path.mbps / 8e3 + s->len > path.queue_bytes)
        return 0;
    return w->free_ns = from + (uint64_t)(s->len * 8e3 / path.mbps);
}

/* Takes all that is there; sends all that is due. */
static void move(struct way *w, uint64_t delay_ns)
{
    for (;;) {
        struct slot *s = &w->slot[w->tail % SLOTS];
        if (w->tail - w->head == SLOTS)
            break; /* the sender's device holds it back */
        s->len = (int)read(w->in, s->data, BYTES);
        if (s->len <= 0)
            break;
        if (drand48() < w->loss)
            continue;
        const uint64_t sent_ns = transmit(w, s, now_ns());
        if (sent_ns == 0)
            continue;
        s->due_ns = sent_ns + delay_ns;
        w->tail++;
    }
    for (uint64_t now = now_ns(); w->head != w->tail && w->slot[w->head % SLOTS].due_ns <= now; w->head++) {
        struct slot *s = &w->slot[w->head % SLOTS];
        if (write(w->out, s->data, (size_t)s->len) < 0)
            perror("write");
    }
}

int main(int argc, char **argv)
{
    if (argc < 5) {
        fprintf(stderr, "delay NS_A NS_B ONE_WAY_US LOSS [SEED [MBPS QUEUE_BYTES DOWN_AT_S DOWN_S]]\n");
        return 2;
    }
    const int a = open_tun(argv[1], "10.99.0.1", "10.99.0.2"), b = open_tun(argv[2], "10.99.0.2", "10.99.0.1");
    const uint64_t delay_ns = strtoull(argv[3], NULL, 10) * 1000;
    struct way way[2] = {{.in = a, .out = b, .loss = atof(argv[4])}, {.in = b, .out = a}};

    srand48(argc > 5 ? atol(argv[5]) : 1);
    if (argc > 9) {
        path.mbps = atof(argv[6]);
        path.queue_bytes = atof(argv[7]);
        path.down_ns = (uint64_t)(atof(argv[8]) * 1e9);
        path.up_ns = path.down_ns + (uint64_t)(atof(argv[9]) * 1e9);
    }
    for (int i = 0; i < 2; i++)
        way[i].slot = calloc(SLOTS, sizeof *way[i].slot);
    puts("ready");
    fflush(stdout);
    for (;;) {
        struct pollfd fd[2] = {{.fd = a, .events = POLLIN}, {.fd = b, .events = POLLIN}};
        uint64_t due = UINT64_MAX, now = now_ns();
        for (int i = 0; i < 2; i++) {
            if (way[i].head != way[i].tail && way[i].slot[way[i].head % SLOTS].due_ns < due)
                due = way[i].slot[way[i].head % SLOTS].due_ns;
            if (way[i].tail - way[i].head == SLOTS)
                fd[i].events = 0;
        }
        struct timespec wait = {.tv_sec = 1};
        if (due != UINT64_MAX)
            wait = (struct timespec){.tv_sec = 0, .tv_nsec = due > now ? (long)((due - now) % 1000000000u) : 0};
        ppoll(fd, 2, &wait, NULL);
        move(&way[0], delay_ns);
        move(&way[1], delay_ns);
    }
}
