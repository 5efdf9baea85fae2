package org.hextet.tck.mutants;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.hextet.api.Datagram;
import org.hextet.api.DatagramPort;
import org.hextet.api.DatagramProtocol;
import org.hextet.api.DnsRecord;
import org.hextet.api.Lookup;
import org.hextet.api.MulticastPort;
import org.hextet.api.NameResolver;
import org.hextet.api.Pending;
import org.hextet.api.Reactor;
import org.hextet.api.spi.ProviderSpec;

/**
 * What goes wrong between a DNS client and its servers. The client beneath is sound: it is told other options than its
 * user gave, or between it and the servers messages are changed, so that it does what a client would do that reads or
 * writes them wrongly.
 */
final class DnsMutants {

    private static final int FLAGS = 2;
    private static final int QR = 0x80;
    private static final int TC = 0x02;
    private static final int RCODE = 3;
    private static final int ANSWERS = 6;
    private static final int HEADER = 12;
    private static final short NAME_OF_QUESTION = (short) (0xc000 | HEADER);
    private static final short A = 1;
    private static final short AAAA = 28;
    private static final int FORMERR = 1;
    private static final int SERVFAIL = 2;
    private static final int NXDOMAIN = 3;

    private DnsMutants() {}

    static List<ResolverMutant> all() {
        List<ResolverMutant> all = new ArrayList<>(ofMessages());
        all.addAll(ofOptions());
        all.addAll(ofRecords());
        return all;
    }

    // Messages.

    /** Changes what comes, if it is long enough to be a message. */
    private static ResolverMutant reading(
            String name, String sentence, String caughtBy, String words, Consumer<ByteBuffer> change) {
        return rewriting(name, sentence, caughtBy, words, message -> {
            change.accept(message);
            return message;
        });
    }

    private static ResolverMutant rewriting(
            String name, String sentence, String caughtBy, String words, UnaryOperator<ByteBuffer> change) {
        return carried(name, sentence, caughtBy, words, () -> new Messages() {
            @Override
            public ByteBuffer received(ByteBuffer message) {
                return message.limit() < HEADER ? message : change.apply(message);
            }
        });
    }

    private static ResolverMutant carried(
            String name, String sentence, String caughtBy, String words, Supplier<Messages> change) {
        return ResolverMutant.of(name, sentence, caughtBy, words, sound -> new Carried(sound, change));
    }

    private static void retell(ByteBuffer message, int rcode, int told) {
        if ((message.get(RCODE) & 0x0f) == rcode) {
            message.put(RCODE, (byte) ((message.get(RCODE) & 0xf0) | told));
        }
    }

    private static List<ResolverMutant> ofMessages() {
        return List.of(
                reading(
                        "swallows-truncation",
                        "An answer that was cut off is taken for a whole one.",
                        "RES-028",
                        "what res-028-",
                        message -> message.put(FLAGS, (byte) (message.get(FLAGS) & ~TC))),
                carried(
                        "takes-any-number-for-an-answer",
                        "An answer with another number than the question's is taken: whoever guesses nothing can answer.",
                        "RES-034",
                        "with another number came before the true one is [203.0.113.66], expected [192.0.2.1]",
                        AnyNumber::new),
                reading(
                        "takes-a-question-for-an-answer",
                        "A message without the flag QR is taken for an answer.",
                        "RES-034",
                        "that is a question came before the true one is [203.0.113.66]",
                        message -> message.put(FLAGS, (byte) (message.get(FLAGS) | QR))),
                carried(
                        "numbers-its-questions-in-order",
                        "Questions have numbers that can be guessed.",
                        "RES-036",
                        "numbers are next to the one before: they run",
                        RunningNumbers::new),
                reading(
                        "gives-up-where-edns-is-refused",
                        "A server that does not know EDNS is taken for one that fails.",
                        "RES-029",
                        "the lookup of INET failed",
                        message -> retell(message, FORMERR, SERVFAIL)),
                reading(
                                "takes-servfail-for-an-answer",
                                "A server that fails is believed that there is no such name, and no other is asked.",
                                "RES-031",
                                "the lookup of INET failed",
                                message -> retell(message, SERVFAIL, NXDOMAIN))
                        .withAlso("RES-006", "RES-008", "RES-038", "RES-046"),
                rewriting(
                                "takes-addresses-of-others",
                                "Every address in an answer is taken, also that of a name which no alias leads to.",
                                "RES-026",
                                "203.0.113.66",
                                DnsMutants::addressesAlone)
                        .withAlso("RES-039", "RES-045"));
    }

    /** The answer without aliases, each of its addresses one of the name that was asked for. */
    private static ByteBuffer addressesAlone(ByteBuffer message) {
        try {
            int at = behindName(message, HEADER) + 4;
            ByteBuffer changed = ByteBuffer.allocate(2 * message.limit());
            changed.put(message.duplicate().position(0).limit(at));
            int addresses = 0;
            for (int left = message.getShort(ANSWERS) & 0xffff; left > 0; left--) {
                int type = behindName(message, at);
                int end = type + 10 + (message.getShort(type + 8) & 0xffff);
                if (message.getShort(type) == A || message.getShort(type) == AAAA) {
                    addresses++;
                    changed.putShort(NAME_OF_QUESTION)
                            .put(message.duplicate().position(type).limit(end));
                }
                at = end;
            }
            changed.putShort(ANSWERS, (short) addresses).putInt(ANSWERS + 2, 0);
            return addresses == 0 ? message : changed.flip();
        } catch (IndexOutOfBoundsException | IllegalArgumentException malformed) {
            return message;
        }
    }

    private static int behindName(ByteBuffer message, int start) {
        int at = start;
        while (message.get(at) != 0 && (message.get(at) & 0xc0) == 0) {
            at += message.get(at) + 1;
        }
        return message.get(at) == 0 ? at + 1 : at + 2;
    }

    /** What becomes of messages by UDP. Each is in a buffer that may be changed. */
    private interface Messages {

        default void sent(ByteBuffer message) {}

        default ByteBuffer received(ByteBuffer message) {
            return message;
        }
    }

    private static final class AnyNumber implements Messages {

        private final Set<Short> asked = new HashSet<>();
        private short last;

        @Override
        public void sent(ByteBuffer message) {
            last = message.getShort(0);
            asked.add(last);
        }

        @Override
        public ByteBuffer received(ByteBuffer message) {
            boolean isForeign = message.limit() >= HEADER && !asked.contains(message.getShort(0));
            return isForeign ? message.putShort(0, last) : message;
        }
    }

    /** Outside the numbers run; inside they are as they were. */
    private static final class RunningNumbers implements Messages {

        private short last;
        private final Map<Short, Short> inside = new LinkedHashMap<>();

        @Override
        public void sent(ByteBuffer message) {
            last++;
            inside.put(last, message.getShort(0));
            message.putShort(0, last);
        }

        @Override
        public ByteBuffer received(ByteBuffer message) {
            if (message.limit() < HEADER) {
                return message;
            }
            short outside = message.getShort(0);
            return message.putShort(0, inside.getOrDefault(outside, outside));
        }
    }

    /** A resolver that is carried by a reactor on whose datagrams something is changed. */
    private static final class Carried extends ForwardingResolver {

        private final Map<Reactor, Reactor> carriers = Collections.synchronizedMap(new WeakHashMap<>());
        private final Supplier<Messages> change;

        Carried(NameResolver beneath, Supplier<Messages> change) {
            super(beneath);
            this.change = change;
        }

        @Override
        Lookup lookup(Asked asked) {
            return super.lookup(asked.withReactor(
                    carriers.computeIfAbsent(asked.reactor(), real -> new Carrier(real, change.get()))));
        }
    }

    private static final class Carrier extends DecoratingReactor {

        private final Messages messages;

        Carrier(Reactor beneath, Messages messages) {
            super(beneath);
            this.messages = messages;
        }

        @Override
        DatagramPort datagramPort(DatagramPort port) {
            return new ForwardingDatagramPort(port) {
                @Override
                public boolean write(ByteBuffer data) {
                    return super.write(sent(data));
                }
            };
        }

        /** A transport may have one kind of port only. */
        @Override
        MulticastPort multicastPort(MulticastPort port) {
            return new ForwardingMulticastPort(port) {
                @Override
                public boolean write(ByteBuffer data) {
                    return super.write(sent(data));
                }
            };
        }

        private ByteBuffer sent(ByteBuffer data) {
            ByteBuffer message = copy(data);
            messages.sent(message);
            return message;
        }

        @Override
        DatagramProtocol datagramProtocol(DatagramProtocol protocol) {
            return new ForwardingDatagramProtocol(protocol) {
                @Override
                public void received(DatagramPort port, Datagram datagram) throws Exception {
                    ByteBuffer message =
                            messages.received(copy(datagram.data())).asReadOnlyBuffer();
                    super.received(port, new ForwardingDatagram(datagram) {
                        @Override
                        public ByteBuffer data() {
                            return message;
                        }
                    });
                }
            };
        }

        private static ByteBuffer copy(ByteBuffer data) {
            return ByteBuffer.allocate(data.remaining()).put(data).flip();
        }
    }

    // Options.

    /** Is told other options than its user gave. */
    private static ResolverMutant toldOptions(
            String name, String sentence, String caughtBy, String words, Consumer<Map<String, String>> change) {
        return ResolverMutant.ofProvider(
                name, sentence, caughtBy, words, sound -> new ForwardingResolverProvider(sound) {
                    @Override
                    public NameResolver open(ProviderSpec spec, List<String> warnings) throws IOException {
                        Map<String, String> options = new LinkedHashMap<>(spec.options());
                        change.accept(options);
                        return super.open(new ProviderSpec(spec.name(), options), warnings);
                    }
                });
    }

    private static List<ResolverMutant> ofOptions() {
        return List.of(
                toldOptions(
                                "passes-over-the-hosts-file",
                                "What the administrator wrote into the hosts file does not count.",
                                "RES-044",
                                "is [203.0.113.66], expected [192.0.2.10]",
                                options -> options.computeIfPresent("hosts", (name, file) -> "/dev/null"))
                        .withAlso("RES-023"),
                toldOptions(
                                "passes-over-the-search-list",
                                "A short name is asked for as it stands.",
                                "RES-037",
                                "what is asked for a name without a dot is [",
                                options -> options.computeIfPresent("resolv-conf", (name, file) -> "/dev/null"))
                        .withAlso("RES-038", "RES-043"),
                toldOptions(
                        "asks-each-server-once",
                        "A lost datagram is not asked for again.",
                        "RES-033",
                        "the servers asked, in order is [0, 1], expected [0, 1, 0, 1, 0, 1]",
                        options -> options.computeIfPresent("attempts", (name, many) -> "1")),
                toldOptions(
                        "has-no-bound-on-its-cache",
                        "What was asked for once is kept, however much that is.",
                        "RES-041",
                        " answers are kept, expected at most the 100",
                        options -> options.computeIfPresent("cache", (name, most) -> "100000")));
    }

    // Records.

    private static List<ResolverMutant> ofRecords() {
        return List.of(
                ResolverMutant.of(
                                "keeps-what-was-flushed",
                                "flush() does nothing: who moves to another network is sent to addresses of the old one.",
                                "RES-041",
                                "how many are known after flush is ",
                                sound -> new ForwardingResolver(sound) {
                                    @Override
                                    public void flush() {}
                                })
                        .withAlso("RES-037"),
                ResolverMutant.of(
                        "gives-records-as-they-came",
                        "Services are not put into the order in which they are to be tried.",
                        "RES-048",
                        "the services, in the order in which they are tried is [",
                        LastFirst::new));
    }

    /** The order of the script, which is not that of the priorities. */
    private static final class LastFirst extends ForwardingResolver {

        LastFirst(NameResolver beneath) {
            super(beneath);
        }

        @Override
        public Pending<List<DnsRecord>> records(Reactor reactor, String name, String type, Duration deadline) {
            return MappedPending.of(reactor, super.records(reactor, name, type, deadline), records -> {
                List<DnsRecord> turned = new ArrayList<>(records);
                Collections.reverse(turned);
                return turned;
            });
        }
    }
}
