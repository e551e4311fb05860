package org.sheafmail.protocol;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Supplier;

/// What random tests draw by chance. Whoever sets the seed draws the same again.
public abstract class Draws {
  protected Random random = new Random(0);

  @SafeVarargs
  protected final <T> T pick(Supplier<? extends T>... choices) {
    return choices[random.nextInt(choices.length)].get();
  }

  @SafeVarargs
  protected final <T> T of(T... values) {
    return values[random.nextInt(values.length)];
  }

  protected final <T> Optional<T> maybe(Supplier<T> value) {
    return random.nextBoolean() ? Optional.of(value.get()) : Optional.empty();
  }

  protected final <T> List<T> list(int min, int max, Supplier<T> value) {
    List<T> list = new ArrayList<>();
    for (int i = min + random.nextInt(max - min + 1); i > 0; i--) {
      list.add(value.get());
    }
    return list;
  }
}
