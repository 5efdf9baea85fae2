package org.hextet.tck.lab;

import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Makes calls of this process to its C library fail. Only in {@link Environment#INJECT}, where a library stands between
 * the two. What it does to a call it does to all that make that call: the provider under test, and the JDK's own
 * sockets. Files and pipes are left alone.
 *
 * <p>A transport that makes its system calls in another way (io_uring, or by itself) is not seen: {@link #made} tells.
 */
public final class Faults implements AutoCloseable {

    /**
     * A kind of call, by whatever name: {@code accept} and {@code accept4} are one. In {@code faults.c} they have the
     * same numbers.
     */
    public enum Call {
        /** {@code socket}. */
        SOCKET(0),
        /** {@code bind}. */
        BIND(1),
        /** {@code listen}. */
        LISTEN(2),
        /** {@code connect}. */
        CONNECT(3),
        /** {@code accept}, {@code accept4}. */
        ACCEPT(4),
        /**
         * {@code read}, {@code readv}, {@code recv}, {@code recvfrom}, {@code recvmsg}, {@code recvmmsg}, on a socket.
         */
        RECEIVE(5),
        /**
         * {@code write}, {@code writev}, {@code send}, {@code sendto}, {@code sendmsg}, {@code sendmmsg}, on a socket.
         */
        SEND(6),
        /** {@code epoll_wait}, {@code epoll_pwait}, {@code epoll_pwait2}. */
        WAIT(7),
        /** {@code epoll_ctl}. */
        CONTROL(8),
        /** {@code setsockopt}. */
        SET_OPTION(9),
        /** {@code getsockopt}. */
        GET_OPTION(10),
        /** {@code close}, on a socket. What it leads to is closed, whatever it says. */
        CLOSE(11),
        /** {@code shutdown}. */
        SHUTDOWN(12),
        /** {@code getsockname}, {@code getpeername}. */
        NAME(13);

        private final int place;

        Call(int place) {
            this.place = place;
        }

        private static Call at(int place) {
            return Stream.of(values())
                    .filter(call -> call.place == place)
                    .findFirst()
                    .orElseThrow();
        }
    }

    /** What a call fails with. In {@code faults.c} they have the same numbers. */
    public enum Errno {
        /** A signal came. Of a connect: it goes on all the same. */
        EINTR(0),
        /** The system has no descriptor left. */
        ENFILE(1),
        /** No buffer space. */
        ENOBUFS(2),
        /** No memory. */
        ENOMEM(3),
        /** The peer has given up. This one and those below, of an accept, take the connection out of the queue. */
        ECONNABORTED(4),
        /** A protocol error. */
        EPROTO(5),
        /** The network is down. */
        ENETDOWN(6),
        /** No route to the peer. */
        EHOSTUNREACH(7),
        /** A firewall forbids it. */
        EPERM(8),
        /**
         * No room, or nothing there: later. Whoever waits for it is told at once, and fails again, as long as it is to.
         */
        EAGAIN(9);

        private final int place;

        Errno(int place) {
            this.place = place;
        }
    }

    /** Names the file in the environment of the process. */
    static final String STEERING = "HEXTET_TCK_FAULTS";

    private static final int ALIVE = 0x48585446;
    private static final int LATE_USES = 16;

    // Places in the file, as faults.c has them.
    private static final int PLACE_OF_ALIVE = 0;
    private static final int PLACE_OF_PROCESS = 4;
    private static final int PLACE_OF_KEEP = 8;
    private static final int PLACE_OF_KEPT = 12;
    private static final int PLACE_OF_LATE = 16;
    private static final int PLACE_OF_LATE_USES = 32;
    private static final int PLACE_OF_CALLS = PLACE_OF_LATE_USES + LATE_USES * 8;
    private static final int CALL_BYTES = 32;
    private static final int LEFT = 0;
    private static final int ERROR = 4;
    private static final int AT_MOST = 8;
    private static final int STRUCK = 12;
    private static final int MADE = 16;
    private static final int CUT = 20;

    /** How long the file is. */
    static final int STEERING_BYTES = PLACE_OF_CALLS + Call.values().length * CALL_BYTES;

    private static final VarHandle INT = MethodHandles.byteBufferViewVarHandle(int[].class, ByteOrder.nativeOrder());

    private final MappedByteBuffer steering;

    private Faults(MappedByteBuffer steering) {
        this.steering = steering;
    }

    /**
     * Those of this process.
     *
     * @return nothing fails yet, and all counts are zero
     * @throws IOException if this process was not started in {@code inject}
     */
    public static Faults ofThisProcess() throws IOException {
        Optional<String> path = Optional.ofNullable(System.getenv(STEERING));
        if (path.isEmpty() || !Files.exists(Path.of(path.get()))) {
            throw new IOException("no " + STEERING + ": this process was not started in inject");
        }
        Faults faults = at(Path.of(path.get()));
        if (faults.get(PLACE_OF_ALIVE) != ALIVE) {
            throw new IOException("the library that makes calls fail could not be loaded (LD_PRELOAD)");
        }
        faults.heal();
        faults.set(PLACE_OF_PROCESS, (int) ProcessHandle.current().pid());
        return faults;
    }

    /** Those of the process that a file steers. */
    static Faults at(Path steering) throws IOException {
        try (FileChannel file = FileChannel.open(steering, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            return new Faults(file.map(FileChannel.MapMode.READ_WRITE, 0, STEERING_BYTES));
        }
    }

    private int get(int place) {
        return (int) INT.getVolatile(steering, place);
    }

    private void set(int place, int value) {
        INT.setVolatile(steering, place, value);
    }

    private static int place(Call call, int field) {
        return PLACE_OF_CALLS + call.place * CALL_BYTES + field;
    }

    /**
     * Makes the next call fail.
     *
     * @param call which
     * @param error with what
     */
    public void failNext(Call call, Errno error) {
        failNext(call, error, 1);
    }

    /**
     * Makes the next calls fail. What was said of that call before no longer holds, and {@link #struck} begins anew.
     *
     * @param call which
     * @param error with what
     * @param times how many; 0 for none
     */
    public void failNext(Call call, Errno error, int times) {
        set(place(call, LEFT), 0);
        set(place(call, STRUCK), 0);
        set(place(call, ERROR), error.place);
        set(place(call, LEFT), times);
    }

    /**
     * How many calls have failed since {@link #failNext}.
     *
     * @param call which
     * @return of those that were to fail
     */
    public int struck(Call call) {
        return get(place(call, STRUCK));
    }

    /**
     * How many such calls were made.
     *
     * @param call which
     * @return since {@link #ofThisProcess()}
     */
    public int made(Call call) {
        return get(place(call, MADE));
    }

    /**
     * Has each transfer move less than it could, from now on: of a batch of datagrams one. Whoever asked epoll for
     * edges is told of the rest, as if it came later.
     *
     * @param call {@link Call#RECEIVE} or {@link Call#SEND}
     * @param bytes at most, 1 or more
     */
    public void cut(Call call, int bytes) {
        set(place(call, CUT), 0);
        set(place(call, AT_MOST), bytes);
    }

    /**
     * How many transfers were cut.
     *
     * @param call which
     * @return since {@link #cut}
     */
    public int cuts(Call call) {
        return get(place(call, CUT));
    }

    /**
     * Keeps the numbers of closed sockets, event descriptors and pollers from being used again, so that whoever uses
     * one after it was closed is found out, and does no harm.
     *
     * @param numbers how many; the oldest is let go when there are more
     */
    public void keepClosed(int numbers) {
        set(PLACE_OF_KEEP, numbers);
    }

    /**
     * Lets all numbers go, and keeps none.
     *
     * @throws IOException if that cannot be told to the library
     */
    public void keepNone() throws IOException {
        set(PLACE_OF_KEEP, 0);
        // The library acts within calls of this process alone.
        Files.newInputStream(Path.of("/dev/null")).close();
        if (get(PLACE_OF_KEPT) != 0) {
            throw new IOException(get(PLACE_OF_KEPT) + " closed numbers are still kept");
        }
    }

    /**
     * How many numbers are kept now.
     *
     * @return of {@link #keepClosed}
     */
    public int kept() {
        return get(PLACE_OF_KEPT);
    }

    /**
     * The calls that were made on a number that was no open descriptor: closed before, by whomever.
     *
     * @return the first ones, for example {@code SEND on 17}; empty if all is well
     */
    public List<String> lateUses() {
        List<String> uses = new ArrayList<>();
        for (int i = 0; i < Math.min(LATE_USES, get(PLACE_OF_LATE)); i++) {
            int call = get(PLACE_OF_LATE_USES + i * 8);
            uses.add((call == 0 ? "a call" : Call.at(call - 1).name()) + " on " + get(PLACE_OF_LATE_USES + i * 8 + 4));
        }
        return uses;
    }

    /** No call fails any more, none is cut, and all counts are zero. */
    public void heal() {
        for (Call call : Call.values()) {
            for (int field : new int[] {LEFT, AT_MOST, STRUCK, MADE, CUT}) {
                set(place(call, field), 0);
            }
        }
        for (int i = 0; i < LATE_USES; i++) {
            set(PLACE_OF_LATE_USES + i * 8, 0);
        }
        set(PLACE_OF_LATE, 0);
    }

    /**
     * As {@link #heal()}, and keeps no numbers.
     *
     * @throws IOException as of {@link #keepNone()}
     */
    @Override
    public void close() throws IOException {
        heal();
        keepNone();
    }
}
