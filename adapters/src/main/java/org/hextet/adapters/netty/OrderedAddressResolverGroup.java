package org.hextet.adapters.netty;

import io.netty.resolver.AddressResolver;
import io.netty.resolver.AddressResolverGroup;
import io.netty.util.concurrent.EventExecutor;
import java.net.InetSocketAddress;

/**
 * Lookups for Netty by the resolver of the process ({@code hextet.resolver}, or the best available), which never block
 * an event loop: {@code bootstrap.resolver(new OrderedAddressResolverGroup())}. {@code resolveAll} gives every address
 * in RFC 6724 order, {@code resolve} the first of them, which is the only one that a bootstrap connects to: who wants
 * the others tried too takes a {@link RacingBootstrap}.
 */
@SuppressWarnings("exports") // Who calls it has Netty
public final class OrderedAddressResolverGroup extends AddressResolverGroup<InetSocketAddress> {

    /** Any number of them share the resolver of the process; closing one does not close that. */
    public OrderedAddressResolverGroup() {}

    @Override
    protected AddressResolver<InetSocketAddress> newResolver(EventExecutor executor) {
        return new OrderedNameResolver(executor).asAddressResolver();
    }
}
