package org.hextet.endpoints.blocking;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A thread for each connection: a virtual one where the JDK has them, else a platform one. Both are daemons, so that a
 * program behaves alike on every JDK: what keeps it running is its reactor.
 *
 * <p>The one place that asks for a method of a newer JDK than the one that this is compiled for: by a public method
 * handle, which is checked like a call and needs no access that a caller would not have.
 */
final class ConnectionThreads {

    private static final Executor EXECUTOR = virtualOrPlatform();

    private ConnectionThreads() {}

    static Executor executor() {
        return EXECUTOR;
    }

    private static Executor virtualOrPlatform() {
        MethodHandle newVirtualThreads;
        try {
            newVirtualThreads = MethodHandles.publicLookup()
                    .findStatic(
                            Executors.class,
                            "newVirtualThreadPerTaskExecutor",
                            MethodType.methodType(ExecutorService.class));
        } catch (NoSuchMethodException | IllegalAccessException older) {
            return platform();
        }
        try {
            return (ExecutorService) newVirtualThreads.invokeExact();
        } catch (Throwable notEnabled) {
            // 19 and 20 have the method, and refuse it without --enable-preview.
            return platform();
        }
    }

    private static Executor platform() {
        AtomicLong number = new AtomicLong();
        return task -> {
            Thread thread = new Thread(task, "hextet-blocking-" + number.incrementAndGet());
            thread.setDaemon(true);
            thread.start();
        };
    }
}
