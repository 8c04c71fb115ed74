// Whether a section's name says what it is by itself: then nothing is added to it.

const WHOLE =
  /(구역|층|석|존|홀|블록|룸|라인|스탠딩|floor|section|area|zone|hall|pit|balcony|stalls|circle|standing|box)$/i;

/** "1층" and "Floor" do, "A" and "2-1" do not. */
export const saysWhatItIs = (name: string): boolean => WHOLE.test(name.trim());
