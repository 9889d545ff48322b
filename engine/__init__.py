"""kaohe: from target sheets and actuals to scores that anyone can recompute."""
