/**
 * What checks hold in their hands: {@link org.hextet.tck.rig.Rig}, and what it opens, waits for and looks at, of
 * streams, datagrams, TLS and names. It knows rows and providers, and nothing of who runs checks, who has a side of it
 * of his own ({@link org.hextet.tck.rig.OwnedRig}).
 */
@NullMarked
package org.hextet.tck.rig;

import org.jspecify.annotations.NullMarked;
