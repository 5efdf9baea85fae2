package org.hextet.resolver.dnsjava;

import java.util.List;
import org.hextet.api.failure.FailureKind;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;

/** What is known of a question, at the end of its way. */
sealed interface Verdict {

    /** What can be kept for a time. */
    sealed interface Lasting extends Verdict {

        /**
         * For how long it holds.
         *
         * @return seconds, 0 or more; 0 is for this once
         */
        long ttlSeconds();

        /** The same for another time. */
        Lasting lasting(long seconds);
    }

    /**
     * Records of the type asked for.
     *
     * @param records not empty, all of one name, in the order of the answer
     * @param ttlSeconds the least of all records on the way to them
     */
    record Found(List<Record> records, long ttlSeconds) implements Lasting {
        @Override
        public Found lasting(long seconds) {
            return new Found(records, seconds);
        }
    }

    /**
     * Another name for it, of which the answer has no more.
     *
     * @param target to be asked for next
     * @param ttlSeconds the least of all records on the way to it
     */
    record Alias(Name target, long ttlSeconds) implements Lasting {
        @Override
        public Alias lasting(long seconds) {
            return new Alias(target, seconds);
        }
    }

    /**
     * The name exists and has no such record.
     *
     * @param ttlSeconds as RFC 2308, section 5
     */
    record NoData(long ttlSeconds) implements Lasting {
        @Override
        public NoData lasting(long seconds) {
            return new NoData(seconds);
        }
    }

    /**
     * There is no such name.
     *
     * @param ttlSeconds as RFC 2308, section 5
     */
    record NoSuchName(long ttlSeconds) implements Lasting {
        @Override
        public NoSuchName lasting(long seconds) {
            return new NoSuchName(seconds);
        }
    }

    /**
     * Nobody said anything that can be used.
     *
     * @param kind temporary, timeout or cancelled
     * @param what each server and what it did, for people
     */
    record Unknown(FailureKind kind, String what) implements Verdict {}
}
