package org.hextet.reactor.driver;

/** The reactor's own work, as a driver that owns the loop sees it: tasks and timers. */
public interface Turns {

    /**
     * Runs what is due: at most 1,024 tasks, and the timers whose time has come. Called on the loop's thread only,
     * never inside a call of {@link Events}.
     *
     * <p>After a turn that returned 0 the driver looks at its sockets, and tells what it has found, before the next
     * one: a connection that is closed is looked at once more, since bytes that wait unread in the kernel would make
     * its end a reset.
     *
     * @return nanoseconds until the next timer; 0 if there is more to do at once; {@link Long#MAX_VALUE} if nothing is
     *     planned; negative when the reactor has ended: {@link Driver#end} was called, and the driver makes no more
     *     calls
     */
    long run();
}
