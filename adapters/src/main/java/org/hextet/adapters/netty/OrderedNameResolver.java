package org.hextet.adapters.netty;

import io.netty.resolver.InetNameResolver;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Promise;
import java.io.IOException;
import java.net.InetAddress;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import org.hextet.adapters.lookups.OrderedLookup;
import org.hextet.api.Pending;
import org.jspecify.annotations.Nullable;

/** The lookups of one event loop. */
final class OrderedNameResolver extends InetNameResolver {

    OrderedNameResolver(EventExecutor executor) {
        super(executor);
    }

    @Override
    protected void doResolve(String name, Promise<InetAddress> promise) {
        Promise<List<InetAddress>> all = executor().newPromise();
        all.addListener(done -> {
            if (done.isSuccess()) {
                promise.trySuccess(all.getNow().get(0));
            } else {
                promise.tryFailure(done.cause());
            }
        });
        promise.addListener(done -> {
            if (done.isCancelled()) {
                all.cancel(false);
            }
        });
        doResolveAll(name, all);
    }

    @Override
    protected void doResolveAll(String name, Promise<List<InetAddress>> promise) {
        Pending<List<InetAddress>> pending;
        try {
            // As with Netty's own resolvers, no name is this host.
            pending = OrderedLookup.start(name.isEmpty() ? "localhost" : name);
        } catch (IOException refused) {
            promise.tryFailure(refused);
            return;
        }
        pending.whenComplete((addresses, failure) -> {
            try {
                executor().execute(() -> complete(promise, addresses, failure));
            } catch (RejectedExecutionException shutDown) {
                promise.tryFailure(shutDown);
            }
        });
        promise.addListener(done -> {
            if (done.isCancelled()) {
                pending.cancel();
            }
        });
    }

    private static void complete(
            Promise<List<InetAddress>> promise, List<InetAddress> addresses, @Nullable Throwable failure) {
        if (failure == null) {
            promise.trySuccess(addresses);
        } else {
            promise.tryFailure(failure);
        }
    }
}
