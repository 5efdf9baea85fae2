package org.hextet.resolver.dnsjava;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.hextet.addresses.AddressText;
import org.hextet.api.CloseReason;
import org.hextet.api.Connection;
import org.hextet.api.Datagram;
import org.hextet.api.DatagramOptions;
import org.hextet.api.DatagramPort;
import org.hextet.api.Protocol;
import org.hextet.api.Reactor;
import org.hextet.api.StreamOptions;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.TextParseException;
import org.xbill.DNS.Tokenizer;
import org.xbill.DNS.Type;

/** A name server on loopback, UDP and TCP on one port, that answers as a test says, right or wrong. */
final class ScriptedServer implements AutoCloseable {

    private static final long GUARD_SECONDS = 30;

    /** What the server does with a question. */
    @FunctionalInterface
    interface Behaviour {
        void asked(Asked one) throws Exception;
    }

    private final Reactor reactor;
    private final InetSocketAddress address;
    private final Map<String, Behaviour> script = new ConcurrentHashMap<>();
    private final List<String> asked = new CopyOnWriteArrayList<>();
    private final List<Asked> held = new CopyOnWriteArrayList<>();
    private final List<Asked> all = new CopyOnWriteArrayList<>();
    private final Semaphore arrived = new Semaphore(0);
    private final Semaphore accepted = new Semaphore(0);
    private final Semaphore ended = new Semaphore(0);
    private volatile boolean hangsUp;

    ScriptedServer(String literal) throws Exception {
        InetAddress loopback = AddressText.parse(literal).toInetAddress();
        reactor = Reactor.open("nio");
        address = bind(loopback);
    }

    /** One number for both. That of a free datagram port may be taken among streams. */
    private InetSocketAddress bind(InetAddress loopback) throws Exception {
        for (int tries = 0; ; tries++) {
            DatagramPort datagrams = reactor.listenUdp(
                            new InetSocketAddress(loopback, 0), DatagramOptions.DEFAULT, () -> this::datagram)
                    .await();
            InetSocketAddress both = datagrams.localAddresses().get(0);
            try {
                reactor.listenTcp(both, StreamOptions.DEFAULT, Stream::new).await();
                return both;
            } catch (BindException taken) {
                datagrams.close().await();
                if (tries == 50) {
                    throw taken;
                }
            }
        }
    }

    private void datagram(DatagramPort port, Datagram datagram) throws Exception {
        InetSocketAddress sender = datagram.sender();
        byte[] bytes = bytes(datagram.data());
        asked(new Asked(this, bytes, null, sender.getPort(), reply -> port.write(ByteBuffer.wrap(reply), sender)));
    }

    /** One connection. */
    private final class Stream implements Protocol {

        @Override
        public void connected(Connection connection) {
            accepted.release();
            if (hangsUp) {
                connection.close();
            }
        }

        /** Questions come whole on loopback, one or several. */
        @Override
        public void received(Connection connection, ByteBuffer data) throws Exception {
            while (data.hasRemaining()) {
                byte[] bytes = new byte[data.getShort() & 0xffff];
                data.get(bytes);
                asked(new Asked(
                        ScriptedServer.this,
                        bytes,
                        connection,
                        connection.remoteAddress().getPort(),
                        reply -> {
                            ByteBuffer framed = ByteBuffer.allocate(2 + reply.length);
                            framed.putShort((short) reply.length).put(reply).flip();
                            connection.write(framed);
                        }));
            }
        }

        @Override
        public void closed(Connection connection, CloseReason reason) {
            ended.release();
        }
    }

    private void asked(Asked one) throws Exception {
        all.add(one);
        asked.add(one.question() + (one.byStream() ? " tcp" : ""));
        arrived.release();
        behaviour(one.question()).asked(one);
    }

    private Behaviour behaviour(String question) {
        Behaviour ofAll = script.getOrDefault("*", Asked::noSuchName);
        return script.getOrDefault(question, ofAll);
    }

    /** For the spec of a resolver. */
    String address() {
        return AddressText.formatSocket(address);
    }

    InetSocketAddress socketAddress() {
        return address;
    }

    /** {@code question} is {@code "host.test A"}, or {@code "*"} for all others. */
    ScriptedServer on(String question, Behaviour behaviour) {
        script.put(question.toLowerCase(Locale.ROOT), behaviour);
        return this;
    }

    /** Answers with records as in a master file: {@code "host.test. 60 A 192.0.2.1"}. */
    ScriptedServer with(String question, String... records) {
        return on(question, one -> one.answer(records));
    }

    /** Never answers. */
    ScriptedServer silent(String question) {
        return on(question, one -> {});
    }

    /** Answers when {@link #release()} is called. */
    ScriptedServer held(String question, String... records) {
        return on(question, one -> {
            held.add(one);
            script.put(question.toLowerCase(Locale.ROOT), again -> again.answer(records));
        });
    }

    void release() {
        reactor.execute(() -> {
            for (Asked one : held) {
                try {
                    behaviour(one.question()).asked(one);
                } catch (Exception thrown) {
                    throw new AssertionError(thrown);
                }
            }
            held.clear();
        });
    }

    /** Waits for so many more questions. */
    void awaitAsked(int count) throws InterruptedException {
        assertTrue(arrived.tryAcquire(count, GUARD_SECONDS, TimeUnit.SECONDS), "not asked so often");
    }

    /** Waits for one more connection to end. */
    void awaitEnd() throws InterruptedException {
        assertTrue(ended.tryAcquire(GUARD_SECONDS, TimeUnit.SECONDS), "the connection stays open");
    }

    /** How many connections were taken, and not asked for by this before. */
    int connections() {
        return accepted.drainPermits();
    }

    /** Closes each connection as soon as it is there. */
    void hangUp() {
        hangsUp = true;
    }

    /** In small letters, {@code "host.test a"} or {@code "host.test a tcp"}. */
    List<String> asked() {
        return asked;
    }

    List<Asked> all() {
        return all;
    }

    @Override
    public void close() {
        reactor.close();
    }

    private static byte[] bytes(ByteBuffer data) {
        byte[] bytes = new byte[data.remaining()];
        data.get(bytes);
        return bytes;
    }

    static Record record(String text) {
        try {
            Tokenizer words = new Tokenizer(text);
            Name name = Name.fromString(words.getString(), Name.root);
            long ttl = words.getLong();
            int type = Type.value(words.getString());
            return Record.fromString(name, type, DClass.IN, ttl, words, Name.root);
        } catch (IOException wrong) {
            throw new UncheckedIOException(text, wrong);
        }
    }

    static Name name(String text) {
        try {
            return Name.fromString(text, Name.root);
        } catch (TextParseException wrong) {
            throw new UncheckedIOException(wrong);
        }
    }

    /** A question that came, and the way back. */
    static final class Asked {

        private final ScriptedServer server;
        private final Message query;
        private final @Nullable Connection connection;
        private final int port;
        private final Consumer<byte[]> way;

        Asked(ScriptedServer server, byte[] bytes, @Nullable Connection connection, int port, Consumer<byte[]> way) {
            this.server = server;
            try {
                this.query = new Message(bytes);
            } catch (IOException wrong) {
                throw new UncheckedIOException(wrong);
            }
            this.connection = connection;
            this.port = port;
            this.way = way;
        }

        Message query() {
            return query;
        }

        int port() {
            return port;
        }

        boolean byStream() {
            return connection != null;
        }

        /** By TCP only. */
        Connection connection() {
            return Objects.requireNonNull(connection);
        }

        ScriptedServer server() {
            return server;
        }

        String question() {
            return (query.getQuestion().getName().toString(true) + " "
                            + Type.string(query.getQuestion().getType()))
                    .toLowerCase(Locale.ROOT);
        }

        Message response(int rcode, String... records) {
            Message response = new Message(query.getHeader().getID());
            response.getHeader().setFlag(Flags.QR);
            response.getHeader().setFlag(Flags.RA);
            response.getHeader().setRcode(rcode);
            response.addRecord(query.getQuestion(), Section.QUESTION);
            for (String record : records) {
                response.addRecord(record(record), Section.ANSWER);
            }
            return response;
        }

        void answer(String... records) {
            reply(response(Rcode.NOERROR, records));
        }

        void answer(List<String> records) {
            answer(records.toArray(String[]::new));
        }

        void rcode(int rcode) {
            reply(response(rcode));
        }

        /** With an SOA of the root: time to live 10, minimum 3. */
        void noSuchName() {
            reply(withSoa(response(Rcode.NXDOMAIN)));
        }

        void noData() {
            reply(withSoa(response(Rcode.NOERROR)));
        }

        void truncated() {
            Message response = response(Rcode.NOERROR);
            response.getHeader().setFlag(Flags.TC);
            reply(response);
        }

        void reply(Message message) {
            reply(message.toWire());
        }

        void reply(byte[] bytes) {
            way.accept(bytes);
        }

        static Message withSoa(Message message) {
            message.addRecord(record(". 10 SOA ns. admin. 1 2 3 4 3"), Section.AUTHORITY);
            return message;
        }
    }
}
