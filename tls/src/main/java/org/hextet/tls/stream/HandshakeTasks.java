package org.hextet.tls.stream;

import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** The process's own pool for the slow parts of handshakes. Its threads are made when needed and end when idle. */
public final class HandshakeTasks {

    private static final long IDLE_SECONDS = 10;

    private static final Executor POOL = pool();

    private HandshakeTasks() {}

    /** Daemon threads, as many as processors, that end when idle for 10 s. */
    public static Executor shared() {
        return POOL;
    }

    private static Executor pool() {
        int processors = Runtime.getRuntime().availableProcessors();
        AtomicInteger number = new AtomicInteger();
        ThreadPoolExecutor pool = new ThreadPoolExecutor(
                processors, processors, IDLE_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), task -> {
                    Thread thread = new Thread(task, "hextet-tls-" + number.incrementAndGet());
                    thread.setDaemon(true);
                    return thread;
                });
        pool.allowCoreThreadTimeOut(true);
        return pool;
    }
}
