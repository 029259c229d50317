-- CreateTable
CREATE TABLE "Order" ("id" SERIAL NOT NULL, "customerId" INTEGER NOT NULL, CONSTRAINT "Order_pkey" PRIMARY KEY ("id"));
