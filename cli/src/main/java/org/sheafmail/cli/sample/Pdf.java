package org.sheafmail.cli.sample;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/// Writes a PDF of one page with some lines of text.
final class Pdf {
  private Pdf() {}

  static byte[] page(String title, Random random) {
    StringBuilder text = new StringBuilder("BT /F1 18 Tf 72 760 Td (").append(title);
    text.append(") Tj /F1 11 Tf 0 -30 Td\n");
    for (int i = 1; i <= 20; i++) {
      text.append(
          String.format(
              Locale.ROOT,
              "(%d. %s, plot %d) Tj 0 -16 Td\n",
              i,
              Attachments.variety(random),
              1 + random.nextInt(40)));
    }
    return file(text.append("ET").toString());
  }

  private static byte[] file(String content) {
    List<String> objects =
        List.of(
            "<< /Type /Catalog /Pages 2 0 R >>",
            "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R"
                + " /Resources << /Font << /F1 5 0 R >> >> >>",
            "<< /Length " + content.length() + " >>\nstream\n" + content + "\nendstream",
            "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>");
    StringBuilder file = new StringBuilder("%PDF-1.4\n");
    List<Integer> offsets = new ArrayList<>();
    for (int i = 0; i < objects.size(); i++) {
      offsets.add(file.length());
      file.append(i + 1).append(" 0 obj\n").append(objects.get(i)).append("\nendobj\n");
    }
    int crossReferences = file.length();
    file.append("xref\n0 ").append(objects.size() + 1).append("\n0000000000 65535 f \n");
    offsets.forEach(o -> file.append(String.format(Locale.ROOT, "%010d 00000 n ", o)).append('\n'));
    file.append("trailer\n<< /Size ").append(objects.size() + 1).append(" /Root 1 0 R >>\n");
    file.append("startxref\n").append(crossReferences).append("\n%%EOF\n");
    return file.toString().getBytes(StandardCharsets.ISO_8859_1);
  }
}
