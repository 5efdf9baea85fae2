@NullMarked
package org.hextet.adapters.alone;

import org.jspecify.annotations.NullMarked;
