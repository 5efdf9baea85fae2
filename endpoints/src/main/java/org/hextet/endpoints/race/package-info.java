/**
 * Runs a race: carries out what a {@link org.hextet.policies.ConnectPolicy} decides, on a reactor, and reports back. It
 * decides nothing itself, except that the first connection wins.
 */
@NullMarked
package org.hextet.endpoints.race;

import org.jspecify.annotations.NullMarked;
