package org.hextet.resolver.dnsjava;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntUnaryOperator;
import org.xbill.DNS.MXRecord;
import org.xbill.DNS.Record;
import org.xbill.DNS.SRVRecord;
import org.xbill.DNS.SVCBBase;
import org.xbill.DNS.Type;

/**
 * The order in which records are to be tried, where their type has one: a pure function but for the dice it is given.
 */
final class TryOrder {

    private TryOrder() {}

    /**
     * Orders records of one type.
     *
     * @param dice a number from 0 to one less than asked for
     */
    static List<Record> of(int type, List<Record> records, IntUnaryOperator dice) {
        List<Record> ordered = new ArrayList<>(records);
        switch (type) {
            case Type.SRV -> {
                return byWeight(ordered, dice);
            }
            case Type.MX -> ordered.sort(Comparator.comparingInt(one -> ((MXRecord) one).getPriority()));
            case Type.SVCB, Type.HTTPS ->
                ordered.sort(Comparator.comparingInt(one -> ((SVCBBase) one).getSvcPriority()));
            default -> {
                // As they came.
            }
        }
        return ordered;
    }

    /** RFC 2782: the lowest priority first; among equals by lot, each with the chance that its weight gives. */
    private static List<Record> byWeight(List<Record> records, IntUnaryOperator dice) {
        Map<Integer, List<SRVRecord>> byPriority = new TreeMap<>();
        for (Record record : records) {
            SRVRecord srv = (SRVRecord) record;
            byPriority
                    .computeIfAbsent(srv.getPriority(), one -> new ArrayList<>())
                    .add(srv);
        }
        List<Record> ordered = new ArrayList<>();
        for (List<SRVRecord> equals : byPriority.values()) {
            // Those of weight 0 first: they have a small chance only.
            equals.sort(Comparator.comparingInt(one -> one.getWeight() == 0 ? 0 : 1));
            int sum = equals.stream().mapToInt(SRVRecord::getWeight).sum();
            while (!equals.isEmpty()) {
                int lot = dice.applyAsInt(sum + 1);
                int at = 0;
                int running = equals.get(0).getWeight();
                while (running < lot) {
                    running += equals.get(++at).getWeight();
                }
                SRVRecord next = equals.remove(at);
                sum -= next.getWeight();
                ordered.add(next);
            }
        }
        return ordered;
    }
}
