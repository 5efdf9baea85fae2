/**
 * The parts by themselves, under JMH: what each costs without the network, or with as little of it as may be. Run by
 * {@code bench/jmh}.
 */
@NullMarked
package org.hextet.bench.parts;

import org.jspecify.annotations.NullMarked;
