package org.hextet.resolver.jdk;

import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Makes the threads that ask the platform: a process need not wait for them to end, and they hold nothing of their
 * maker's.
 */
final class AskingThreads implements ThreadFactory {

    private static final AtomicInteger NUMBER = new AtomicInteger();

    @Override
    public Thread newThread(Runnable work) {
        Thread thread = new Thread(null, work, "hextet-resolver-jdk-" + NUMBER.incrementAndGet(), 0, false);
        thread.setDaemon(true);
        thread.setContextClassLoader(AskingThreads.class.getClassLoader());
        return thread;
    }
}
