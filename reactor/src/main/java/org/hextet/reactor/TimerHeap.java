package org.hextet.reactor;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Timers by due time: a heap with four children a node, in which each timer knows its place, so that one of a million
 * is cancelled in some ten steps. Of the loop only.
 */
final class TimerHeap {

    private static final int CHILDREN = 4;

    private @Nullable ReactorTimer[] heap = new ReactorTimer[64];
    private int size;

    int size() {
        return size;
    }

    @Nullable
    ReactorTimer first() {
        return heap[0];
    }

    void add(ReactorTimer timer) {
        if (size == heap.length) {
            heap = Arrays.copyOf(heap, size * 2);
        }
        up(timer, size++);
    }

    void remove(ReactorTimer timer) {
        int hole = timer.index;
        if (hole == ReactorTimer.OUT) {
            return;
        }
        timer.index = ReactorTimer.OUT;
        ReactorTimer last = at(--size);
        heap[size] = null;
        if (last == timer) {
            return;
        }
        if (hole > 0 && last.isBefore(at((hole - 1) / CHILDREN))) {
            up(last, hole);
        } else {
            down(last, hole);
        }
    }

    private void up(ReactorTimer timer, int from) {
        int place = from;
        while (place > 0) {
            int parent = (place - 1) / CHILDREN;
            if (!timer.isBefore(at(parent))) {
                break;
            }
            put(at(parent), place);
            place = parent;
        }
        put(timer, place);
    }

    private void down(ReactorTimer timer, int from) {
        int place = from;
        while (true) {
            int child = place * CHILDREN + 1;
            if (child >= size) {
                break;
            }
            int least = child;
            int end = Math.min(child + CHILDREN, size);
            for (int i = child + 1; i < end; i++) {
                if (at(i).isBefore(at(least))) {
                    least = i;
                }
            }
            if (!at(least).isBefore(timer)) {
                break;
            }
            put(at(least), place);
            place = least;
        }
        put(timer, place);
    }

    private void put(ReactorTimer timer, int place) {
        heap[place] = timer;
        timer.index = place;
    }

    private ReactorTimer at(int place) {
        ReactorTimer timer = heap[place];
        if (timer == null) {
            throw new AssertionError("no timer at " + place);
        }
        return timer;
    }
}
