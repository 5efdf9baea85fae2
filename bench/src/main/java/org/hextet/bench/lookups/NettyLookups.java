package org.hextet.bench.lookups;

import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.resolver.ResolvedAddressTypes;
import io.netty.resolver.dns.DnsNameResolver;
import io.netty.resolver.dns.DnsNameResolverBuilder;
import io.netty.resolver.dns.DnsNameResolverChannelStrategy;
import io.netty.resolver.dns.NoopAuthoritativeDnsServerCache;
import io.netty.resolver.dns.NoopDnsCache;
import io.netty.resolver.dns.NoopDnsCnameCache;
import io.netty.resolver.dns.SingletonDnsServerAddressStreamProvider;
import io.netty.util.concurrent.Future;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;

/** Netty's {@code DnsNameResolver} on one event loop, its caches switched off. */
public final class NettyLookups {

    private NettyLookups() {}

    /**
     * Looks up as it is told.
     *
     * @param args the transport, a constant of {@link DnsNameResolverChannelStrategy}, and the port of the server on
     *     {@code ::1}
     * @throws Exception if it cannot begin
     */
    public static void main(String[] args) throws Exception {
        boolean isEpoll = args[0].equals("epoll");
        EventLoop loop = new MultiThreadIoEventLoopGroup(
                        1, isEpoll ? EpollIoHandler.newFactory() : NioIoHandler.newFactory())
                .next();
        Class<? extends DatagramChannel> channel = isEpoll ? EpollDatagramChannel.class : NioDatagramChannel.class;
        byte[] loopback = new byte[16];
        loopback[15] = 1;
        InetSocketAddress server = new InetSocketAddress(InetAddress.getByAddress(loopback), Integer.parseInt(args[2]));
        DnsNameResolver resolver = new DnsNameResolverBuilder(loop)
                .datagramChannelType(channel)
                .datagramChannelStrategy(DnsNameResolverChannelStrategy.valueOf(args[1]))
                .nameServerProvider(new SingletonDnsServerAddressStreamProvider(server))
                .resolvedAddressTypes(ResolvedAddressTypes.IPV6_PREFERRED)
                .resolveCache(NoopDnsCache.INSTANCE)
                .cnameCache(NoopDnsCnameCache.INSTANCE)
                .authoritativeDnsServerCache(NoopAuthoritativeDnsServerCache.INSTANCE)
                .searchDomains(List.of())
                .hostsFileEntriesResolver((host, types) -> null)
                .build();
        Work.run(
                loop,
                (name, work) -> resolver.resolveAll(name)
                        .addListener((Future<List<InetAddress>> found) ->
                                work.ended(found.isSuccess() && found.getNow().size() == 2)));
    }
}
