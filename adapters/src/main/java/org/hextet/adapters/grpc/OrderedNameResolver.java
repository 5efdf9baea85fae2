package org.hextet.adapters.grpc;

import io.grpc.EquivalentAddressGroup;
import io.grpc.NameResolver;
import io.grpc.Status;
import io.grpc.StatusOr;
import io.grpc.SynchronizationContext;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CompletionException;
import org.hextet.adapters.lookups.OrderedLookup;
import org.hextet.addresses.HostPort;
import org.hextet.api.Pending;
import org.jspecify.annotations.Nullable;

/** The lookups of one channel; all but the lookups themselves in the channel's own context. */
final class OrderedNameResolver extends NameResolver {

    private final String authority;
    private final String host;
    private final int port;
    private final SynchronizationContext context;
    private @Nullable Listener2 listener;
    private @Nullable Pending<List<InetAddress>> underWay;
    private boolean isShutDown;

    /**
     * For one target.
     *
     * @param hostPort name or literal, with a port or without
     * @throws IllegalArgumentException if it is neither
     */
    OrderedNameResolver(String hostPort, Args args) {
        HostPort parsed = HostPort.parse(hostPort);
        this.authority = hostPort;
        this.host = parsed.host().toString();
        this.port = parsed.port().orElse(args.getDefaultPort());
        this.context = args.getSynchronizationContext();
    }

    @Override
    public String getServiceAuthority() {
        return authority;
    }

    @Override
    public void start(Listener2 told) {
        listener = told;
        lookUp();
    }

    @Override
    public void refresh() {
        lookUp();
    }

    @Override
    public void shutdown() {
        isShutDown = true;
        Pending<List<InetAddress>> begun = underWay;
        if (begun != null) {
            begun.cancel();
        }
    }

    private void lookUp() {
        if (isShutDown || underWay != null) {
            return;
        }
        Pending<List<InetAddress>> begun;
        try {
            begun = OrderedLookup.start(host);
        } catch (IOException refused) {
            tell(StatusOr.fromStatus(unavailable(refused)));
            return;
        }
        underWay = begun;
        begun.whenComplete((addresses, failure) -> context.execute(() -> {
            underWay = null;
            tell(failure == null ? StatusOr.fromValue(groups(addresses)) : StatusOr.fromStatus(unavailable(failure)));
        }));
    }

    private void tell(StatusOr<List<EquivalentAddressGroup>> found) {
        Listener2 told = listener;
        if (told != null && !isShutDown) {
            told.onResult2(
                    ResolutionResult.newBuilder().setAddressesOrError(found).build());
        }
    }

    private List<EquivalentAddressGroup> groups(List<InetAddress> addresses) {
        return addresses.stream()
                .map(address -> new EquivalentAddressGroup(new InetSocketAddress(address, port)))
                .toList();
    }

    private static Status unavailable(Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        return Status.UNAVAILABLE.withDescription(cause.getMessage()).withCause(cause);
    }
}
