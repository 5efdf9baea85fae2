package org.hextet.adapters.grpc;

import com.google.auto.service.AutoService;
import io.grpc.NameResolver;
import io.grpc.NameResolverProvider;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.URI;
import java.util.Collection;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Targets {@code hextet:///name:port} for gRPC: looked up by the resolver of the process ({@code hextet.resolver}, or
 * the best available), all addresses in RFC 6724 order, each as one group, which is the order in which
 * {@code pick_first} tries them. Found by {@link java.util.ServiceLoader} on the class path; on the module path it is
 * registered by {@code NameResolverRegistry.getDefaultRegistry().register(new OrderedNameResolverProvider())}. Targets
 * without a scheme stay gRPC's own.
 *
 * <p>Whether gRPC waits for the first address to fail before it tries the second is its load balancer's affair; this
 * gives it the order.
 */
@AutoService(NameResolverProvider.class)
@SuppressWarnings("exports") // Who calls it has gRPC
public final class OrderedNameResolverProvider extends NameResolverProvider {

    /** The scheme of targets. */
    static final String SCHEME = "hextet";

    /** One less than gRPC's own: so it is never the scheme of a target that has none. */
    private static final int PRIORITY = 4;

    /** Made by gRPC. */
    public OrderedNameResolverProvider() {}

    @Override
    protected boolean isAvailable() {
        return true;
    }

    @Override
    protected int priority() {
        return PRIORITY;
    }

    @Override
    public String getDefaultScheme() {
        return SCHEME;
    }

    @Override
    public Collection<Class<? extends SocketAddress>> getProducedSocketAddressTypes() {
        return Set.of(InetSocketAddress.class);
    }

    /**
     * A resolver for a target.
     *
     * @param target {@code hextet:///name:port}; without a port the channel's default counts
     * @param args of the channel
     * @return null if the target has another scheme
     * @throws IllegalArgumentException if the target names no host, or a name server: says what to write
     */
    @Override
    public @Nullable NameResolver newNameResolver(URI target, NameResolver.Args args) {
        if (!SCHEME.equals(target.getScheme())) {
            return null;
        }
        String authority = target.getRawAuthority();
        String path = target.getPath();
        boolean hasAuthority = authority != null && !authority.isEmpty();
        if (hasAuthority || path == null || path.length() < 2) {
            throw new IllegalArgumentException(
                    "target " + target + ": write " + SCHEME + ":///name:port, with three slashes");
        }
        return new OrderedNameResolver(path.substring(1), args);
    }
}
