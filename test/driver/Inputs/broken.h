int broken = "";
